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
    'The command after -- is started with BOLTCALL_WEBHOOK_SECRET set; listen exits when it exits.',
    'With -o jsonl each event is one line: connecting, ready, event, forward, refused, reconnecting, closed.',
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
