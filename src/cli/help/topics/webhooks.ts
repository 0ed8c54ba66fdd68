import type { Topic } from './topic.ts';

export const webhooksTopic: Topic = {
  about: 'bringing webhook events to your own machine',
  parts: [
    '  boltcall listen --forward-to localhost:3000/hooks',
    'listen starts a receiver on this machine, gets a public address for it, registers a temporary webhook there, verifies each delivery, hands it to your app byte for byte, passes your answer back, and removes the webhook when it ends. What a kill leaves behind, the next start or `boltcall webhooks prune` removes.',
    'Your app verifies X-Boltcall-Signature: HMAC-SHA256 of the raw body with the app secret, in lower-case hex, with or without sha256= in front. The app secret stays the same from run to run:',
    '  boltcall listen --print-secret',
    'Without an account or a tunnel: `boltcall listen --sandbox` with a running sandbox, or `boltcall trigger call.completed --forward-to localhost:3000/hooks`.',
    'Deliveries are kept in a log on this machine: `boltcall webhooks log list`, and `boltcall webhooks replay --last 1` sends one again.',
  ],
};
