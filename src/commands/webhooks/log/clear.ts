import type { Command } from '../../../cli/command/command.ts';
import { column } from '../../../resources/resource.ts';

export const command: Command = {
  examples: ['webhooks log clear --yes'],
  detail: 'Deletes the delivery log of all profiles from this machine. A running listener continues with an empty log.',
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
      if (!ask.possible) throw usage(`confirmation required, but this is not an interactive terminal: remove ${what}`, 'Add --yes to continue.');
      await ask.confirm(`Delete ${what} from the local log?`);
    }
    await clearLog(settings.places);
    if (print.view.format === 'table' && print.view.terminal) return print.note(`Deleted ${what}.`);
    return print.record({ deleted: count }, columns, { changed: true });
  },
};
