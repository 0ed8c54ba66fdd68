import type { Item } from '../../client/client.ts';
import { Failure } from '../../errors.ts';
import { integer, text } from '../../resources/resource.ts';
import type { Command, Context } from '../command.ts';
import { numberOf } from '../given.ts';
import { inputOf, inputOptions } from '../inputs.ts';
import { named } from '../named.ts';

const { operation } = named('calls', 'list');

/** How far back, in ms, each look reaches: a record can turn up later than its time says. */
const overlap = 10 * 60_000;

/** Failures of a look that the next one may not meet. */
const passing = new Set(['network', 'timeout', 'bad-answer', 'rate-limited']);

export const command: Command = {
  options: [
    ...inputOptions(operation).filter((option) => option.edge === undefined),
    { name: 'every', value: 'duration', field: text('how often to look; default 15s', { format: 'duration' }) },
    { name: 'count', value: 'n', field: integer('end after this many calls', { min: 1 }) },
    { name: 'for', value: 'duration', field: text('end after this time', { format: 'duration' }) },
  ],
  detail: 'Looks every 15 s and shows each new call once, through losses of the network; webhooks (`boltcall listen`) bring them sooner.',
  examples: ['calls tail --for 5s', 'calls tail --every 5s --count 1 --for 1s -o jsonl'],
  run: async (context, given) => {
    const input = await inputOf(context, given, operation);
    const calls = fresh(context, input, numberOf(given, 'every') ?? 15_000, numberOf(given, 'for'), numberOf(given, 'count'));
    if (operation.output.shape === 'page') await context.print.list(calls, operation.output.columns);
  },
};

/** New calls, each once, oldest first of each look. */
const fresh = async function* (
  context: Context,
  input: Record<string, unknown>,
  every: number,
  limit: number | undefined,
  count: number | undefined,
): AsyncGenerator<Item> {
  const { world, signal, print } = context;
  const start = world.now();
  const end = limit === undefined ? Number.POSITIVE_INFINITY : start + limit;
  const seen = new Set<string>();
  let shown = 0;
  let first = true;
  let failing = false;
  let since = start - overlap;
  print.note(`waiting for new calls, looking every ${every / 1000} s (Ctrl-C ends)`);
  for (;;) {
    const looked = world.now();
    try {
      for (const call of await look(context, input, since)) {
        const id = String(call['id']);
        if (seen.has(id)) continue;
        seen.add(id);
        // What was there before is not news.
        if (first) continue;
        yield call;
        shown += 1;
        if (shown === count) return;
      }
      first = false;
      since = looked - overlap;
      if (failing) print.note('looking works again');
      failing = false;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!(error instanceof Failure) || !passing.has(error.kind) || first) throw error;
      if (!failing) print.note(`${error.message}; looking again every ${every / 1000} s`);
      failing = true;
    }
    if (world.now() >= end) return;
    await world.sleep(Math.max(0, Math.min(every, end - world.now())), signal);
    if (signal.aborted) throw signal.reason;
  }
};

const look = async (context: Context, input: Record<string, unknown>, since: number): Promise<Item[]> => {
  const client = await context.client();
  const from = new Date(since).toISOString().replace(/\.\d+Z$/, 'Z');
  const calls: Item[] = [];
  for await (const call of client.list(operation, { ...input, from }, { all: true }, { signal: context.signal }).items) calls.push(call);
  return calls.sort((a, b) => String(a['created_at']).localeCompare(String(b['created_at'])));
};
