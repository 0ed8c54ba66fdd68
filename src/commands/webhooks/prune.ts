import { defineCommand } from '../../cli/command/command.ts';
import { flag } from '../../cli/command/option.ts';

export const command = defineCommand({
  options: { allListeners: flag('also check listeners of other machines whose URL no longer answers (asks for each)') },
  effect: 'final',
  exits: { 13: 'some could not be removed' },
  detail: [
    'Removes webhooks of listeners on this machine that were killed before they could clean up; `listen` does the same when it starts. Running listeners and other webhooks are never touched.',
    'With --all-listeners it also finds webhooks whose URL looks like a listener (/_boltcall/…), tries each URL, and asks about those that do not answer.',
  ].join('\n\n'),
  examples: ['webhooks prune', 'webhooks prune --all-listeners'],
  run: async (context, { allListeners }) => (await import('./prune/run.ts')).run(context, allListeners),
});
