import type { Item } from '../../client/client.ts';
import { Failure } from '../../errors.ts';
import { allColumns, type ListOperation, singular } from '../../resources/resource.ts';
import { argument } from '../command/argument.ts';
import { type Command, type Context, defineCommand } from '../command/command.ts';

/** Returns the item with this id, searching the list page by page; undefined if the list does not contain it. */
export const findById = async (context: Context, operation: ListOperation, id: string): Promise<Item | undefined> => {
  const client = await context.client();
  const listing = client.list(
    operation,
    {},
    { limit: 1, keep: (item) => item['id'] === id, scan: Number.POSITIVE_INFINITY },
    { signal: context.signal },
  );
  for await (const item of listing.items) return item;
  const unread = listing.unread();
  if (unread) throw new Failure('bad-answer', `${id} was not among what could be read: ${unread.reason}`);
  return undefined;
};

/** Defines `get` for a resource that the API can only list. `example` is an id. */
export const findCommand = (name: string, example: string, operation: ListOperation): Command =>
  defineCommand({
    columns: allColumns(operation),
    arguments: { id: argument(`the id of the ${singular(name)}`, { resource: name }) },
    detail: `The API has no endpoint for a single ${singular(name)}: this searches the list, 100 per request, so it can take several requests.`,
    examples: [`${name} get ${example}`],
    run: async (context, _, { id }) => {
      const item = await findById(context, operation, id);
      if (item === undefined)
        throw new Failure('not-found', `no ${name.slice(0, -1)} has the id ${id}`, {
          code: 'not_found',
          hint: `Run \`boltcall ${name} list\` to see what exists.`,
        });
      await context.print.record(item, operation.output.columns);
    },
  });
