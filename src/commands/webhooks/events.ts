import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { column } from '../../resources/resource.ts';

const columns = [column('name', 'id'), column('same_as', 'id', 'SAME AS'), column('about')];

export const command = defineCommand({
  arguments: { name: argument('an event, to see a sample of its payload', { optional: true }) },
  examples: ['webhooks events', 'webhooks events call.missed', 'webhooks events new_lead -q data'],
  detail:
    'The vendor has two sets of names in use: the documented ones, which `webhooks create` and `listen` ask for, and an older one with shorter payloads, which its own service sends. `listen` takes both.',
  run: async ({ print, world }, _, { name }) => {
    if (name === undefined) {
      const { eventList } = await import('../../webhooks/trigger/event-list.ts');
      return print.list(eventList, columns);
    }
    const { hasSample, sample, sampleNames } = await import('../../webhooks/trigger/sample.ts');
    if (!hasSample(name)) {
      const [{ didYouMean }, { usage }] = await Promise.all([import('../../values/suggest.ts'), import('../../errors.ts')]);
      throw usage(`there is no event \`${name}\``, didYouMean(name, sampleNames));
    }
    const payload = sample(name, { now: world.now(), random: (bytes) => world.random(bytes) });
    const { view } = print;
    // A payload is JSON: a table of it would be of no use.
    if (view.format === 'table' && view.columns === undefined && view.query === undefined)
      return print.write(`${JSON.stringify(payload, undefined, 2)}\n`);
    return print.record(payload, [column('event'), column('timestamp', 'time'), column('data')]);
  },
});
