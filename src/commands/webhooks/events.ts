import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { column } from '../../resources/resource.ts';

const columns = [column('name', 'id'), column('same_as', 'id', 'ALIAS'), column('about')];

export const command = defineCommand({
  columns,
  arguments: { name: argument('event to show a sample payload of', { optional: true, resource: 'events' }) },
  examples: ['webhooks events', 'webhooks events call.missed', 'webhooks events new_lead -q data'],
  detail:
    'Boltcall uses two sets of event names: the documented ones, which `webhooks create` and `listen` request, and an older set with shorter payloads. `listen` accepts both.',
  run: async ({ print, world }, _, { name }) => {
    if (name === undefined) {
      const { eventList } = await import('../../webhooks/trigger/event-list.ts');
      return print.list(eventList, columns);
    }
    const { hasSample, sample, sampleNames } = await import('../../webhooks/trigger/sample.ts');
    if (!hasSample(name)) {
      const [{ didYouMean }, { usage }] = await Promise.all([import('../../values/suggest.ts'), import('../../errors.ts')]);
      throw usage(`unknown event \`${name}\``, didYouMean(name, sampleNames));
    }
    const payload = sample(name, { now: world.now(), random: (bytes) => world.random(bytes) });
    const { view } = print;
    // A payload is JSON, so a table would not be useful.
    if (view.format === 'table' && view.columns === undefined && view.query === undefined)
      return print.write(`${JSON.stringify(payload, undefined, 2)}\n`);
    return print.record(payload, [column('event'), column('timestamp', 'time'), column('data')]);
  },
});
