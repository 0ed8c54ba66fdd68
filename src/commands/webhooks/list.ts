import { type Context, defineCommand } from '../../cli/command/command.ts';
import { listOptions, runList } from '../../cli/operation/list.ts';
import { rowOf } from '../../cli/operation/row.ts';
import type { Client, Item } from '../../client/client.ts';
import { operations } from '../../resources/index.ts';
import { allColumns, column, type ListOperation } from '../../resources/resource.ts';

const operation = operations.webhooks.list;
const { row, columns } = operation.output;

/** The same list, with a column that marks webhooks created by a listener. */
const markedList: ListOperation = { ...operation, output: { ...operation.output, columns: [...columns, column('listener')] } };

export const command = defineCommand({
  columns: allColumns(markedList),
  options: listOptions(operation),
  detail: 'The LISTENER column marks listeners with their label and whether they run on this machine; JSON and YAML show only what the API returns.',
  examples: operation.examples,
  run: async (context, options) => {
    if (!['table', 'csv', 'tsv'].includes(context.print.view.format)) return runList(context, options, 'webhooks', operation);
    await runList({ ...context, client: async () => marking(await context.client(), await markOf(context)) }, options, 'webhooks', markedList);
  },
});

/** Returns a function that returns the listener column's value for a URL. */
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

/** Returns the same client, with a `listener` member added to listed items. */
const marking = (client: Client, mark: (address: string) => string): Client => ({
  ...client,
  list: (...asked) => {
    const listing = client.list(...asked);
    return { ...listing, items: marked(listing.items, mark) };
  },
});

const marked = async function* (items: AsyncIterable<Item>, mark: (address: string) => string): AsyncGenerator<Item> {
  for await (const item of items) {
    const { url } = rowOf(row, item);
    yield { ...item, listener: url === undefined ? '' : mark(url) };
  }
};
