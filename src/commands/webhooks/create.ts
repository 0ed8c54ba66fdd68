import type { Command, Context } from '../../cli/command/command.ts';
import { flagOf } from '../../cli/command/given.ts';
import { change } from '../../cli/operation/change.ts';
import { inputOf, inputOptions } from '../../cli/operation/inputs.ts';
import { complete } from '../../cli/operation/missing-fields.ts';
import { named } from '../../cli/operation/registry.ts';
import type { Item } from '../../client/client.ts';
import { effect, text } from '../../resources/resource.ts';
import { isTexts } from '../../values/json.ts';
import { unlikeAsked } from '../../webhooks/register/unlike-asked.ts';

const { operation } = named('webhooks', 'create');
const columns = 'columns' in operation.output ? operation.output.columns : [];

export const command: Command = {
  effect: effect(operation),
  options: [...inputOptions(operation), { name: 'if-missing', field: text('leave one with the same address and events as it is, and show it') }],
  examples: operation.examples,
  run: async (context, given) => {
    const input = await complete(context, operation, await inputOf(context, given, operation));
    const there = flagOf(given, 'if_missing') && !context.settings.dryRun ? await same(context, input) : undefined;
    if (there !== undefined) {
      await context.print.record(there, columns);
      context.print.note('It was there already.');
      return;
    }
    const answer = await change(context, operation, input);
    if (context.settings.dryRun) return;
    for (const line of unlikeAsked(answer, input)) context.print.warn(line);
  },
};

const eventsOf = (thing: Item): string => (isTexts(thing['events']) ? [...new Set(thing['events'])].sort().join(' ') : '');

/** The webhook of the workspace that has the address and the events asked for. */
const same = async (context: Context, input: Item): Promise<Item | undefined> => {
  const client = await context.client();
  for await (const item of client.list(named('webhooks', 'list').operation, {}, { all: true }, { signal: context.signal }).items) {
    if (item['url'] === input['url'] && eventsOf(item) === eventsOf(input)) return item;
  }
  return undefined;
};
