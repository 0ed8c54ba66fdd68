import type { Item } from '../../client/client.ts';
import { Failure } from '../../errors.ts';
import type { Operation } from '../../resources/resource.ts';
import type { Command, Context } from '../command/command.ts';
import { wordOf } from '../command/given.ts';
import { named, singular } from './registry.ts';

/** The item of a list with this id, found page by page; undefined where the list has none. */
export const findById = async (context: Context, operation: Operation, id: string): Promise<Item | undefined> => {
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

/** `get` for a resource that the API can only list. */
export const findCommand = (name: string): Command => {
  const { resource, operation } = named(name, 'list');
  if (operation.output.shape !== 'page' && operation.output.shape !== 'rows') throw new Error(`${operation.route} is not a list`);
  const { columns } = operation.output;
  return {
    arguments: [{ name: 'id', about: `the id of the ${singular(name)}`, resource: name }],
    detail: `The API has no endpoint for a single ${singular(name)}: this searches the list, 100 per request, so it can take several requests.`,
    examples: [`${name} get ${resource.example}`],
    run: async (context, given) => {
      const id = wordOf(given, 'id') ?? '';
      const item = await findById(context, operation, id);
      if (item === undefined)
        throw new Failure('not-found', `no ${name.slice(0, -1)} has the id ${id}`, {
          code: 'not_found',
          hint: `Run \`boltcall ${name} list\` to see what exists.`,
        });
      await context.print.record(item, columns);
    },
  };
};
