import type { Context } from '../../../cli/command/command.ts';
import { Failure } from '../../../errors.ts';
import { counted } from '../../../output/text/count.ts';
import type { Bookings, Judged } from '../../../rules/judge.ts';
import type { Rules, Verdict } from '../../../rules/rule.ts';
import { columns } from './columns.ts';
import { judgeCall } from './judging.ts';

/** Number of calls read concurrently; the client respects the service's rate limit. */
const atOnce = 4;

interface How {
  /** A call that no longer exists cannot be judged; this is not a failure of the command. */
  readonly gone: boolean;
  readonly junit: boolean;
  readonly skipUnjudged: boolean;
}

/** Judges calls, prints the verdicts as they arrive, and returns all of them. First reports the number of requests, if it is large. */
export const judged = async (
  context: Context,
  ids: readonly string[],
  rules: Rules,
  bookings: Bookings | undefined,
  how: How,
): Promise<readonly Verdict[]> => {
  const { print } = context;
  if (ids.length > 20)
    print.note(`reading ${ids.length} calls takes at least ${ids.length} requests (about ${Math.ceil(ids.length / 60)} min at 60 requests a minute)`);
  const all: Verdict[] = [];
  const notes = new Map<string, string[]>();
  const take = async function* (): AsyncGenerator<Verdict> {
    for (let at = 0; at < ids.length; at += atOnce) {
      const some = ids.slice(at, at + atOnce);
      const found = await Promise.all(some.map((id) => judgeOne(context, id, rules, bookings, how.gone)));
      for (const [place, { verdicts, notes: said }] of found.entries()) {
        for (const note of said) notes.set(note, [...(notes.get(note) ?? []), some[place] ?? '']);
        all.push(...verdicts);
        yield* verdicts;
      }
    }
  };
  if (how.junit) {
    for await (const _ of take());
    const { junit } = await import('../../../rules/junit.ts');
    await print.write(junit(all, how.skipUnjudged));
  } else {
    const forEyes = print.view.format === 'table' && print.view.query === undefined;
    await print.list(forEyes ? wrong(take()) : take(), columns);
  }
  for (const [note, calls] of notes) print.note(`${listed(calls)}: ${note}`);
  return all;
};

const wrong = async function* (verdicts: AsyncIterable<Verdict>): AsyncGenerator<Verdict> {
  for await (const one of verdicts) if (one.verdict === 'failed' || one.verdict === 'unjudged') yield one;
};

const judgeOne = async (context: Context, id: string, rules: Rules, bookings: Bookings | undefined, gone: boolean): Promise<Judged> => {
  try {
    return await judgeCall(context, id, rules, bookings);
  } catch (error) {
    if (!gone || !(error instanceof Failure) || error.kind !== 'not-found') throw error;
    const why = 'the call is no longer there';
    return { verdicts: rules.rules.map(({ name }) => ({ call: id, rule: name, verdict: 'unjudged', turn: null, why })), notes: [] };
  }
};

const listed = (calls: readonly string[]): string =>
  calls.length <= 3 ? calls.join(', ') : `${calls.slice(0, 3).join(', ')} and ${calls.length - 3} more`;

/** `10 calls checked: 8 follow all rules, 1 breaks a rule, 1 cannot be judged`. */
export const summary = (verdicts: readonly Verdict[], calls: number): string => {
  const having = (verdict: Verdict['verdict']): Set<string> => new Set(verdicts.filter((one) => one.verdict === verdict).map(({ call }) => call));
  const failed = having('failed');
  const unjudged = [...having('unjudged')].filter((call) => !failed.has(call)).length;
  return `${counted(calls, 'calls')} checked: ${calls - failed.size - unjudged} passed, ${failed.size} failed, ${unjudged} could not be judged`;
};
