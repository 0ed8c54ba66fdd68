import { defineCommand } from '../../cli/command/command.ts';
import { flag } from '../../cli/command/option.ts';

export const command = defineCommand({
  options: { allListeners: flag('also those of other machines whose address no longer answers; asks for each') },
  effect: 'final',
  exits: { 13: 'some could not be removed' },
  detail: [
    'Removes the webhooks of listeners of this machine that were killed before they could do it themselves; `listen` does the same at its start. A running listener, and a webhook of any other kind, is never touched.',
    'With --all-listeners it also looks at webhooks whose address has the form of a listener (/_boltcall/…), tries each address, and asks about those where nobody answers.',
  ].join('\n\n'),
  examples: ['webhooks prune', 'webhooks prune --all-listeners --dry-run'],
  run: async (context, { allListeners }) => (await import('./prune/run.ts')).run(context, allListeners),
});
