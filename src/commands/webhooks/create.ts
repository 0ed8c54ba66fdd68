import type { Context } from '../../cli/command/command.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { flag } from '../../cli/command/option.ts';
import { change } from '../../cli/operation/change.ts';
import { inputOf, inputOptions } from '../../cli/operation/inputs.ts';
import { complete } from '../../cli/operation/missing-fields.ts';
import type { Item } from '../../client/client.ts';
import { operations } from '../../resources/index.ts';
import { allColumns, effect } from '../../resources/resource.ts';
import { isTexts } from '../../values/json.ts';
import { unlikeAsked } from '../../webhooks/register/unlike-asked.ts';

const { create, list } = operations.webhooks;

export const command = defineCommand({
  columns: allColumns(create),
  effect: effect(create),
  options: { ...inputOptions(create), ifMissing: flag('if a webhook with the same URL and events exists, show it instead') },
  examples: create.examples,
  run: async (context, options) => {
    const input = await complete(context, create, await inputOf(context, options, create));
    const there = options.ifMissing && !context.settings.dryRun ? await same(context, input) : undefined;
    if (there !== undefined) {
      await context.print.record(there, create.output.columns);
      context.print.note('It already exists; nothing was created.');
      return;
    }
    const answer = await change(context, create, input);
    if (context.settings.dryRun) return;
    for (const line of unlikeAsked(answer, input)) context.print.warn(line);
  },
});

const eventsOf = (thing: Item): string => (isTexts(thing['events']) ? [...new Set(thing['events'])].sort().join(' ') : '');

/** Returns the workspace's webhook with the requested URL and events, if there is one. */
const same = async (context: Context, input: Item): Promise<Item | undefined> => {
  const client = await context.client();
  for await (const item of client.list(list, {}, { all: true }, { signal: context.signal }).items) {
    if (item['url'] === input['url'] && eventsOf(item) === eventsOf(input)) return item;
  }
  return undefined;
};
