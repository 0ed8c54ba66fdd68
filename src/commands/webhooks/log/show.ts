import { argument } from '../../../cli/command/argument.ts';
import { defineCommand } from '../../../cli/command/command.ts';
import { flag } from '../../../cli/command/option.ts';
import { column } from '../../../resources/resource.ts';

const columns = [
  column('id', 'id'),
  column('time', 'time'),
  column('event'),
  column('subject', 'id'),
  column('who'),
  column('verified'),
  column('repeat_of', 'id', 'DUPLICATE OF'),
  column('profile'),
  column('method'),
  column('path'),
  column('bytes', 'number'),
  column('answered', 'number'),
  column('failed'),
];

export const command = defineCommand({
  columns,
  arguments: { id: argument('delivery id, a unique part of it, or `last` for the newest', { resource: 'deliveries' }) },
  options: { body: flag('print only the body, byte for byte') },
  examples: ['webhooks log show last', 'webhooks log show last --body'],
  run: async ({ world, settings, print }, { body }, { id }) => {
    const [{ loadDelivery }, { readLog }, { findLogged }, { shownDelivery }] = await Promise.all([
      import('../../../webhooks/log/load.ts'),
      import('../../../webhooks/log/read.ts'),
      import('../../../webhooks/log/find.ts'),
      import('./shown.ts'),
    ]);
    const logged = await findLogged(await readLog(settings.places, world), id, { command: 'webhooks log show', view: print.view });
    const loaded = await loadDelivery(settings.places, logged);
    if (body) return print.write(loaded.delivery.body);
    await print.record(shownDelivery(logged, loaded), columns, {
      draw: async (_, view) => (await import('./draw.ts')).drawDelivery(logged, loaded, view),
    });
  },
});
