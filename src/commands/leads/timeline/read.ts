import type { Context } from '../../../cli/command/command.ts';
import type { Item } from '../../../client/client.ts';
import { Failure } from '../../../errors.ts';
import { operations } from '../../../resources/index.ts';
import type { ListOperation, SomeInputOf } from '../../../resources/resource.ts';
import { type Person, personOf, type Who } from './person.ts';

/** Up to this many requests are made without a notice. */
const cheap = 20;

/** A list whose first page has been read, so that its length is known. */
interface Opened {
  /** The minimum number of requests needed to read the whole list. */
  readonly cost: number;
  /** Returns all items, and the failure if the list could not be read to the end. */
  rest(): Promise<{ readonly items: readonly Item[]; readonly incomplete?: Failure }>;
}

const open = async <O extends ListOperation>({ client: connect, signal }: Context, operation: O, input: SomeInputOf<O>): Promise<Opened> => {
  const client = await connect();
  const listing = client.list<ListOperation>(operation, input, { all: true }, { signal });
  const iterator = listing.items[Symbol.asyncIterator]();
  const begun = await iterator.next();
  const page = operation.output.limitUndocumented ? 20 : 100;
  return {
    cost: Math.max(1, Math.ceil((listing.total() ?? 0) / page)),
    rest: async () => {
      const items: Item[] = [];
      try {
        for (let next = begun; !next.done; next = await iterator.next()) items.push(next.value);
      } catch (error) {
        if (!(error instanceof Failure) || listing.unread() === undefined) throw error;
        return { items, incomplete: error };
      }
      return { items };
    },
  };
};

/** The items of one person, by list. */
export interface Gathered {
  readonly person: Person;
  readonly calls: readonly Item[];
  readonly messages: readonly Item[];
  readonly appointments: readonly Item[];
  /** Set if a list could not be read to its end. */
  readonly incomplete: Failure | undefined;
}

/**
 * Reads the lists for one person. Reports the cost first if it is more than 20 requests. Fails with `not-found` if no lead has the id or email
 * address.
 */
export const gather = async (
  context: Context,
  who: Who,
  period: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<Gathered> => {
  const opened = await Promise.all([
    open(context, operations.leads.list, {}),
    open(context, operations.calls.list, period),
    open(context, operations.appointments.list, {}),
  ]);
  const cost = opened.reduce((sum, list) => sum + list.cost, 1);
  if (cost > cheap)
    context.print.note(
      `this takes about ${cost} requests, ${Math.ceil(cost / 60)} min at 60 requests a minute; --from limits the calls that are read`,
    );
  const [leads, calls, appointments] = opened;
  const found = await leads.rest();
  const person = personOf(who, found.items);
  if (person.leads.length === 0 && who.by !== 'phone')
    throw (
      found.incomplete ??
      new Failure('not-found', `no lead has the ${who.by === 'id' ? 'id' : 'email'} ${who.value}`, {
        code: 'not_found',
        hint: 'Run `boltcall leads list --search TEXT` to find a lead.',
      })
    );
  const messages = await Promise.all(person.leads.map(async ({ id }) => (await open(context, operations.messages.list, { lead_id: id })).rest()));
  const [allCalls, allAppointments] = [await calls.rest(), await appointments.rest()];
  return {
    person,
    calls: allCalls.items,
    messages: messages.flatMap(({ items }) => items),
    appointments: allAppointments.items,
    incomplete: [found, allCalls, allAppointments, ...messages].find(({ incomplete }) => incomplete !== undefined)?.incomplete,
  };
};
