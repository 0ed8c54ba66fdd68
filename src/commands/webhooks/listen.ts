import { defineCommand } from '../../cli/command/command.ts';
import { options } from './listen/options.ts';

export const command = defineCommand({
  options,
  rest: true,
  graceful: true,
  exits: { 0: 'stopped and the webhook was removed', 11: '--for ran out before --count was reached' },
  detail: [
    'Registers a temporary webhook, verifies each delivery, forwards it byte for byte, returns the response of your app, and removes the webhook on exit.',
    'An event is sent to every matching --route; --forward-to receives whatever no route matched. Without either, `routes` of .boltcall.json and `forward_to` apply.',
    'When the same bytes arrive again within 10 minutes, they go only to targets where the delivery failed and no retry is pending. Otherwise they are skipped, and the service gets the newest known status. --duplicates forward sends them to every target. A restarted listener does not remember earlier deliveries.',
    'The command after -- is started with BOLTCALL_WEBHOOK_SECRET set; listen exits when it exits.',
    'Keys: r replays the last delivery, f the last failed one, o opens the inspector page, ? lists the keys, q quits. Replays by `boltcall webhooks replay` in another terminal are shown too.',
    'With -o jsonl each event is one line: connecting, ready, event, forward, refused, reconnecting, reconnected, closed (with the counts).',
  ].join('\n\n'),
  examples: [
    'listen --forward-to 3000/hooks',
    'listen --forward-to 3000 --event call.completed,lead.created',
    "listen --route 'call.*=http://localhost:3000/calls' -f 3000/rest",
    'listen -o jsonl',
    'listen --print-secret',
  ],
  run: async (context, typed, _, program) => (await import('./listen/run.ts')).run(context, typed, program),
});
