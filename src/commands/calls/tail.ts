import { type Context, defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { inputOf, inputOptions } from '../../cli/operation/inputs.ts';
import { rowOf } from '../../cli/operation/row.ts';
import type { Item } from '../../client/client.ts';
import { Recent } from '../../client/recent.ts';
import { Failure } from '../../errors.ts';
import { operations } from '../../resources/index.ts';
import { integer, type SomeInputOf, text } from '../../resources/resource.ts';
import { passing, patience } from './transient.ts';

const operation = operations.calls.list;
const { from: _from, to: _to, ...ownOptions } = inputOptions(operation);

const { row } = operation.output;

/** How far back, in ms, each look reaches: a record can turn up later than its time says. */
const overlap = 10 * 60_000;

/** How many calls are remembered as shown: more than there are in one look. */
const remembered = 10_000;

export const command = defineCommand({
  options: {
    ...ownOptions,
    every: option('duration', text('how often to look; default 15s', { format: 'duration' })),
    count: option('n', integer('end after this many calls', { min: 1 })),
    for: option('duration', text('end after this time', { format: 'duration' })),
  },
  detail: 'Looks every 15 s and shows each new call once, through losses of the network; webhooks (`boltcall listen`) bring them sooner.',
  examples: ['calls tail --for 5s', 'calls tail --every 5s --count 1 --for 1s -o jsonl'],
  run: async (context, { every = 15_000, for: limit, count, ...whose }) => {
    const input = await inputOf(context, whose, operation);
    await context.print.list(fresh(context, input, every, limit, count), operation.output.columns);
  },
});

/** New calls, each once, oldest first of each look. */
const fresh = async function* (
  context: Context,
  input: SomeInputOf<typeof operation>,
  every: number,
  limit: number | undefined,
  count: number | undefined,
): AsyncGenerator<Item> {
  const { world, signal, print } = context;
  const start = world.now();
  const end = limit === undefined ? Number.POSITIVE_INFINITY : start + limit;
  const seen = new Recent(remembered);
  let shown = 0;
  let first = true;
  let failing = false;
  let since = start - overlap;
  print.note(`waiting for new calls, looking every ${every / 1000} s (Ctrl-C ends)`);
  for (;;) {
    const looked = world.now();
    let pause = every;
    let trouble: Failure | undefined;
    try {
      const { calls, incomplete } = await look(context, input, since);
      trouble = incomplete;
      for (const call of calls) {
        // What was there before is not news.
        if (!seen.add(rowOf(row, call).id ?? JSON.stringify(call)) || first) continue;
        yield call;
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
    if (trouble && !failing) print.note(`${trouble.message}; looking again in ${pause / 1000} s`);
    if (!trouble && failing) print.note('looking works again');
    failing = trouble !== undefined;
    const left = end - world.now();
    if (left <= 0) return;
    await world.sleep(Math.min(pause, left), signal);
    if (signal.aborted) throw signal.reason;
    // The service wants to be left alone for longer.
    if (pause > every && pause > left) return;
  }
};

/** The calls since a time, oldest first. Where the service does not give all that it says there are, those that it gave. */
const look = async (
  context: Context,
  input: SomeInputOf<typeof operation>,
  since: number,
): Promise<{ readonly calls: readonly Item[]; readonly incomplete?: Failure }> => {
  const client = await context.client();
  const from = new Date(since).toISOString().replace(/\.\d+Z$/, 'Z');
  const calls: Item[] = [];
  const listing = client.list(operation, { ...input, from }, { all: true }, { signal: context.signal });
  let incomplete: Failure | undefined;
  try {
    for await (const call of listing.items) calls.push(call);
  } catch (error) {
    if (!(error instanceof Failure) || listing.unread() === undefined) throw error;
    incomplete = error;
  }
  const began = (call: Item): string => rowOf(row, call).created_at ?? '';
  calls.sort((a, b) => began(a).localeCompare(began(b)));
  return incomplete ? { calls, incomplete } : { calls };
};
