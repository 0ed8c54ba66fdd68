import type { Item } from '../../client/client.ts';
import { Recent } from '../../client/recent.ts';
import { Failure } from '../../errors.ts';
import { allColumns, integer, type ListOperation, singular, text } from '../../resources/resource.ts';
import { type Command, type Context, defineCommand, type Values } from '../command/command.ts';
import { option } from '../command/option.ts';
import { inputOf, inputOptions, optional } from './inputs.ts';
import { rowOf } from './row.ts';
import { passing, patience } from './transient.ts';

/** How far back (ms) each poll reaches, because a record can appear later than its timestamp. */
const overlap = 10 * 60_000;

/** How many shown items to remember: more than one poll can return. */
const remembered = 10_000;

/** After this many consecutive older items in a list sorted newest first, the rest is older too. */
const enough = 50;

/** Members that every item should have. */
const shape = { id: 'text', created_at: 'text' } as const;

/** What to watch: the list, what its items are called, and the interval. */
interface Watch {
  readonly name: string;
  readonly operation: ListOperation;
  readonly input: Values;
  /** Whether the list can be filtered by creation time. */
  readonly dated: boolean;
  /** Interval between polls (ms). */
  readonly every: number;
  /** Time until the end (ms). */
  readonly limit?: number | undefined;
  readonly count?: number | undefined;
}

/** Defines `tail` for a list: prints each new item once, as it arrives. `dated` means that its `from` filters by creation time. */
export const tailCommand = (name: string, operation: ListOperation, { dated = false }: { readonly dated?: boolean } = {}): Command => {
  const { from: _from, to: _to, sort: _sort, ...own } = optional(inputOptions(operation));
  return defineCommand({
    columns: allColumns(operation),
    options: {
      ...own,
      every: option('duration', text('time between checks (default 15s)', { format: 'duration' })),
      count: option('n', integer(`end after this many ${name}`, { min: 1 })),
      for: option('duration', text('exit after this time (exit code 11 if --count was not reached)', { format: 'duration' })),
    },
    exits: { 11: '--count was not reached within --for' },
    detail: `Polls every 15 s and prints each new ${singular(name)} once, surviving network interruptions. For instant updates use webhooks (\`boltcall listen\`).`,
    examples: [`${name} tail`, `${name} tail --every 5s -o jsonl`],
    run: async (context, { every = 15_000, for: limit, count, ...whose }) => {
      const input = await inputOf(context, whose, operation);
      await context.print.list(fresh(context, { name, operation, input, dated, every, limit, count }), operation.output.columns, { live: true });
    },
  });
};

/** Yields each new item once, oldest first within each poll. Fails with `timeout` if `count` is not reached in time. */
const fresh = async function* (context: Context, watch: Watch): AsyncGenerator<Item> {
  const { name, every, limit, count } = watch;
  const { world, signal, print } = context;
  const start = world.now();
  const end = limit === undefined ? Number.POSITIVE_INFINITY : start + limit;
  const seen = new Recent(remembered);
  let shown = 0;
  let first = true;
  let failing = false;
  let since = start - overlap;
  print.note(`waiting for new ${name}, looking every ${every / 1000} s (Ctrl-C ends)`);
  for (;;) {
    const looked = world.now();
    let pause = every;
    let trouble: Failure | undefined;
    try {
      const { items, incomplete } = await look(context, watch, since);
      trouble = incomplete;
      for (const item of items) {
        // Items from before the start are not new.
        if (!seen.add(rowOf(shape, item).id ?? JSON.stringify(item)) || first) continue;
        yield item;
        shown += 1;
        if (shown === count) return;
      }
      first = false;
      since = looked - overlap;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!passing(error) || first) throw error;
      pause = Math.max(every, patience(error));
      trouble = error;
    }
    if (trouble && !failing) print.note(`${trouble.message}; checking again in ${pause / 1000} s`);
    if (!trouble && failing) print.note('connection restored');
    failing = trouble !== undefined;
    const left = end - world.now();
    if (left > 0) await world.sleep(Math.min(pause, left), signal);
    if (signal.aborted) throw signal.reason;
    // The second condition: the service asks for a longer pause.
    if (left <= 0 || (pause > every && pause > left)) break;
  }
  if (count === undefined) return;
  const wanted = count === 1 ? `no new ${singular(name)}` : `fewer than ${count} new ${name}`;
  throw new Failure('timeout', `${wanted} in ${(limit ?? 0) / 1000} s`, { code: 'count_not_reached', hint: 'Allow more time with --for.' });
};

/** Returns items created since a time, oldest first. If the service returns fewer than it announces, returns those it did return. */
const look = async (
  context: Context,
  { operation, input, dated }: Watch,
  since: number,
): Promise<{ readonly items: readonly Item[]; readonly incomplete?: Failure }> => {
  const client = await context.client();
  const from = new Date(since).toISOString().replace(/\.\d+Z$/, 'Z');
  const began = (item: Item): string => rowOf(shape, item).created_at ?? '';
  const listing = client.list(operation, dated ? { ...input, from } : input, { all: true }, { signal: context.signal });
  const items: Item[] = [];
  let newest = '';
  let older = 0;
  let incomplete: Failure | undefined;
  try {
    for await (const item of listing.items) {
      const created = began(item);
      if (newest === '') newest = created;
      const old = !dated && Date.parse(created) < since;
      if (!old) items.push(item);
      older = old ? older + 1 : 0;
      // No list order is documented: if the first item is not the newest, the whole list is read.
      if (older >= enough && created <= newest) break;
    }
  } catch (error) {
    if (!(error instanceof Failure) || listing.unread() === undefined) throw error;
    incomplete = error;
  }
  items.sort((a, b) => began(a).localeCompare(began(b)));
  return incomplete ? { items, incomplete } : { items };
};
