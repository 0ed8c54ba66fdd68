import { defineCommand } from '../../../cli/command/command.ts';
import { column } from '../../../resources/resource.ts';

export const command = defineCommand({
  examples: ['webhooks log clear --yes'],
  detail: 'Removes the log of all profiles from this machine. A running listener goes on with an empty one.',
  run: async ({ settings, print, ask }) => {
    const [{ readLog }, { clearLog }, { usage }] = await Promise.all([
      import('../../../webhooks/log/read.ts'),
      import('../../../webhooks/log/find.ts'),
      import('../../../errors.ts'),
    ]);
    const { length: count } = await readLog(settings.places);
    const what = `${count} logged ${count === 1 ? 'delivery' : 'deliveries'}`;
    const columns = [column('deleted', 'number')];
    if (settings.dryRun) return print.record({ dry_run: true, deleted: count }, columns);
    if (count > 0 && !settings.yes) {
      if (!ask.possible) throw usage(`this asks first, and there is no terminal to ask on: remove ${what}`, 'Add --yes to go ahead.');
      await ask.confirm(`remove ${what} from this machine, for good?`);
    }
    await clearLog(settings.places);
    if (print.view.format === 'table' && print.view.terminal) return print.note(`Removed ${what}.`);
    return print.record({ deleted: count }, columns, { changed: true });
  },
});
