import type { Command, Context } from '../../cli/command/command.ts';
import { listOptions, runList } from '../../cli/operation/list.ts';
import { named } from '../../cli/operation/registry.ts';
import type { Client, Item } from '../../client/client.ts';
import { column, type Operation } from '../../resources/resource.ts';

const { operation } = named('webhooks', 'list');

export const command: Command = {
  options: listOptions(operation),
  detail: 'The LISTENER column marks listeners with their label and whether they run on this machine; JSON and YAML show only what the API returns.',
  examples: operation.examples,
  run: async (context, given) => {
    if (!['table', 'csv', 'tsv'].includes(context.print.view.format)) return runList(context, given, 'webhooks', operation);
    const { output } = operation;
    if (output.shape !== 'rows') throw new Error(`${operation.route} gives no rows`);
    const marked: Operation = { ...operation, output: { ...output, columns: [...output.columns, column('listener')] } };
    await runList({ ...context, client: async () => marking(await context.client(), await markOf(context)) }, given, 'webhooks', marked);
  },
};

/** What stands in the column for an address. */
const markOf = async ({ settings, world }: Context): Promise<(address: string) => string> => {
  const [{ markerOf }, { liveListeners }] = await Promise.all([
    import('../../webhooks/register/listener-record.ts'),
    import('../../webhooks/register/listener-records.ts'),
  ]);
  const here = new Set((await liveListeners(settings.places, world)).map(({ address }) => address));
  return (address) => {
    const label = markerOf(address);
    if (here.has(address)) return `${label ?? 'relay'}, runs here`;
    return label ?? '';
  };
};

/** The same client, whose lists have a `listener` beside what the service gave. */
const marking = (client: Client, mark: (address: string) => string): Client => ({
  ...client,
  list: (...asked) => {
    const listing = client.list(...asked);
    return { ...listing, items: marked(listing.items, mark) };
  },
});

const marked = async function* (items: AsyncIterable<Item>, mark: (address: string) => string): AsyncGenerator<Item> {
  for await (const item of items) yield { ...item, listener: typeof item['url'] === 'string' ? mark(item['url']) : '' };
};
