import type { Topic } from './topic.ts';

export const webhooksTopic: Topic = {
  about: 'forwarding webhook events to your machine',
  parts: [
    '  boltcall listen --forward-to localhost:3000/hooks',
    "listen starts a local receiver, gets a public URL for it, registers a temporary webhook, verifies each delivery, forwards it to your app byte for byte, returns your app's response, and removes the webhook when it exits. If it is killed, the next start or `boltcall webhooks prune` cleans up.",
    'Your app verifies X-Boltcall-Signature: HMAC-SHA256 of the raw body with the app secret, in lower-case hex, with an optional sha256= prefix. The app secret does not change between runs:',
    '  boltcall listen --print-secret',
    'No account or tunnel? Use `boltcall listen --sandbox` with a running sandbox, or `boltcall trigger call.completed --forward-to localhost:3000/hooks`.',
    'Deliveries are logged on this machine: see `boltcall webhooks log list`, and send one again with `boltcall webhooks replay --last 1`.',
  ],
};
