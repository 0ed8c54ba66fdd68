import { defineCommand } from '../../../cli/command/command.ts';
import { confirm } from '../../../cli/operation/confirm.ts';
import { counted } from '../../../output/text/count.ts';
import { column } from '../../../resources/resource.ts';

export const command = defineCommand({
  examples: ['webhooks log clear'],
  detail: 'Deletes the delivery log of all profiles from this machine. A running listener continues with an empty log.',
  run: async (context) => {
    const { world, settings, print } = context;
    const [{ readLog }, { clearLog }] = await Promise.all([import('../../../webhooks/log/read.ts'), import('../../../webhooks/log/find.ts')]);
    const { length: count } = await readLog(settings.places, world);
    const what = counted(count, 'logged deliveries');
    const columns = [column('deleted', 'number')];
    if (settings.dryRun) return print.record({ dry_run: true, deleted: count }, columns);
    if (count > 0) await confirm(context, { kind: 'final', count, what: `delete ${what} from the local log`, here: true });
    await clearLog(settings.places);
    if (print.view.format === 'table' && print.view.terminal) return print.note(`Deleted ${what}.`);
    return print.record({ deleted: count }, columns, { changed: true });
  },
});
