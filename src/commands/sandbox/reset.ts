import { defineCommand } from '../../cli/command/command.ts';
import { speak } from '../../sandbox/control/client.ts';
import { columns } from './shown.ts';
import { portOption, theOne } from './which.ts';

export const command = defineCommand({
  options: portOption,
  detail: 'Everything that was added or changed goes, webhooks too, and the seeded workspace is as at the start.',
  examples: ['sandbox reset'],
  run: async (context, which) => {
    const status = await speak(await theOne(context, which), 'POST', 'reset');
    await context.print.record(status, columns, { changed: true });
  },
});
