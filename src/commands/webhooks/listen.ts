import { defineCommand } from '../../cli/command/command.ts';
import { options } from './listen/options.ts';

export const command = defineCommand({
  options,
  rest: true,
  graceful: true,
  exits: { 0: 'ended, and the webhook is removed', 11: '--for passed before --count was reached' },
  detail: [
    'Registers a temporary webhook, verifies what comes in, forwards it byte for byte, answers as your app did, and removes the webhook at the end.',
    'Every --route that takes an event gets it; --forward-to gets what no route took.',
    'What stands behind -- is started with BOLTCALL_WEBHOOK_SECRET set, and the listener ends with it.',
    'With -o jsonl each thing that happens is one line: connecting, ready, event, forward, refused, reconnecting, closed.',
  ].join('\n\n'),
  examples: [
    'listen --forward-to 3000/hooks --for 1s',
    'listen --forward-to 3000 --event call.completed,lead.created --for 1s',
    "listen --route 'call.*=http://localhost:3000/calls' -f 3000/rest --for 1s",
    'listen --for 1s -o jsonl',
    'listen --print-secret',
  ],
  run: async (context, typed, _, program) => (await import('./listen/run.ts')).run(context, typed, program),
});
