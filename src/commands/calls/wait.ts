import type { Context } from '../../cli/command/command.ts';
import { workspaceFlags } from '../../cli/operation/client-options.ts';
import { confirm, type Deed } from '../../cli/operation/confirm.ts';
import { rowOf } from '../../cli/operation/row.ts';
import { passing, patience } from '../../cli/operation/transient.ts';
import { Failure } from '../../errors.ts';
import { operations } from '../../resources/index.ts';
import type { InputOf } from '../../resources/resource.ts';
import { quoted } from '../../values/shell.ts';
import { hasEnded } from './finished/ended.ts';

const { get, outbound } = operations.calls;

/** Returns the interval (ms) until the next poll: 5 s for the first minute, then 10 s, and 20 s after five minutes. */
const pause = (waited: number): number => (waited < 60_000 ? 5000 : waited < 300_000 ? 10_000 : 20_000);

/**
 * Places a call and waits until it has ended, then prints the call and returns its id. If waiting ends early, prints the call as placed. Failures:
 * `timeout` after `limit` ms, `interrupted` on a signal (the call continues in both cases), `check` if the status is not `required`.
 */
export const placeAndWait = async (
  context: Context,
  input: InputOf<typeof outbound>,
  deed: Deed,
  limit: number,
  required: string | undefined,
): Promise<string> => {
  const { print } = context;
  const { columns } = get.output;
  await confirm(context, deed);
  const client = await context.client();
  const { value: placed } = await client.call(outbound, input, { signal: context.signal });
  const { id } = rowOf(outbound.output.row, placed);
  if (!id) {
    await print.record(placed, columns, { changed: true });
    throw new Failure('bad-answer', 'the call was placed, but the API returned no id, so it cannot be tracked', {
      hint: `\`${commandLine(context, 'calls', 'list', '--direction', 'outbound')}\` shows it. Check there before you call again.`,
    });
  }
  print.note(`${id}: ${statusOf(placed)}, waiting for it to end (Ctrl-C stops waiting; the call continues)`);
  let call: unknown;
  try {
    call = await ended(context, id, limit);
  } catch (error) {
    await print.record(placed, columns, { changed: true });
    throw error;
  }
  await print.record(call, columns, { changed: true });
  if (required !== undefined && statusOf(call).toLowerCase() !== required.toLowerCase()) {
    throw new Failure('check', `the call ended as ${statusOf(call)}, not ${required}`);
  }
  return id;
};

const statusOf = (call: unknown): string => rowOf(get.output.row, call).status ?? 'unknown';

const commandLine = (context: Context, ...words: readonly string[]): string =>
  ['boltcall', ...words, ...workspaceFlags(context)].map(quoted).join(' ');

/** Polls a call at increasing intervals until it has ended. */
const ended = async (context: Context, id: string, limit: number): Promise<unknown> => {
  const { world, signal, print } = context;
  const client = await context.client();
  const start = world.now();
  let last = '';
  let missing = 0;
  let least = 0;
  const goesOn = `The call continues; \`${commandLine(context, 'calls', 'get', id)}\` shows it.`;
  for (;;) {
    const waited = world.now() - start;
    if (waited >= limit) throw new Failure('timeout', `${id} did not end within ${Math.round(limit / 1000)} s`, { hint: goesOn });
    await world.sleep(Math.min(Math.max(pause(waited), least), limit - waited), signal);
    if (signal.aborted) throw signal.reason instanceof Failure ? new Failure(signal.reason.kind, 'stopped waiting', { hint: goesOn }) : signal.reason;
    // The service asks for a longer pause than the time that is left.
    if (least > limit - waited) continue;
    least = 0;
    try {
      const { value } = await client.call(get, { call_id: id }, { signal });
      const status = statusOf(value);
      if (hasEnded(status)) return value;
      if (status !== last) print.note(`${id}: ${status}`);
      last = status;
    } catch (error) {
      if (signal.aborted) continue;
      // A call that was just placed may not be found right away.
      if (error instanceof Failure && error.kind === 'not-found' && missing < 3) missing += 1;
      else if (passing(error)) {
        print.note(`${id}: ${error.message}; checking again`);
        least = patience(error);
      } else throw error;
    }
  }
};
