import { defineCommand } from '../../cli/command/command.ts';
import { speak } from '../../sandbox/control/client.ts';
import { columns } from './shown.ts';
import { portOption, theOne } from './which.ts';

export const command = defineCommand({
  columns,
  options: portOption,
  detail: 'Discards all changes, webhooks included, and restores the sample data.',
  examples: ['sandbox reset'],
  run: async (context, which) => {
    const status = await speak(await theOne(context, which), 'POST', 'reset');
    await context.print.record(status, columns, { changed: true });
  },
});
