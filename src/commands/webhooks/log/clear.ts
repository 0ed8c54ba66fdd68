import type { Command } from '../../../cli/command/command.ts';
import { confirm } from '../../../cli/operation/confirm.ts';
import { column } from '../../../resources/resource.ts';

export const command: Command = {
  examples: ['webhooks log clear --yes'],
  detail: 'Removes the log of all profiles from this machine. A running listener goes on with an empty one.',
  run: async (context) => {
    const { settings, print } = context;
    const [{ readLog }, { clearLog }] = await Promise.all([import('../../../webhooks/log/read.ts'), import('../../../webhooks/log/find.ts')]);
    const { length: count } = await readLog(settings.places);
    const what = `${count} logged ${count === 1 ? 'delivery' : 'deliveries'}`;
    const columns = [column('deleted', 'number')];
    if (settings.dryRun) return print.record({ dry_run: true, deleted: count }, columns);
    if (count > 0) await confirm(context, { kind: 'final', count, what: `remove ${what} from this machine, for good`, here: true });
    await clearLog(settings.places);
    if (print.view.format === 'table' && print.view.terminal) return print.note(`Removed ${what}.`);
    return print.record({ deleted: count }, columns, { changed: true });
  },
};
