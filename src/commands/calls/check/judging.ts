import type { Context } from '../../../cli/command/command.ts';
import { rowOf } from '../../../cli/operation/row.ts';
import { Failure } from '../../../errors.ts';
import { operations } from '../../../resources/index.ts';
import { type Bookings, type Judged, judge, type Subject } from '../../../rules/judge.ts';
import { readRules } from '../../../rules/read.ts';
import type { Rules, Verdict } from '../../../rules/rule.ts';
import { readTextFile } from '../../../values/text.ts';
import { hasEnded } from '../finished/ended.ts';
import { type CallWithTurns, fetchTurns } from '../finished/turns.ts';
import { readBookings } from './bookings.ts';

/** Returns the rules of a file, or of standard input for `-`. Fails with `usage`, naming the line. */
export const rulesOf = async ({ world }: Context, file: string): Promise<Rules> =>
  readRules(await readTextFile(file, '--rules', world), file === '-' ? 'standard input' : file);

const subjectOf = (id: string, { call, turns }: CallWithTurns): Subject => {
  const row = rowOf(operations.calls.get.output.row, call);
  const began = Date.parse(row.created_at ?? '');
  return {
    id,
    call,
    ended: hasEnded(row.status),
    status: row.status,
    sentiment: row.sentiment,
    summary: row.summary,
    duration: row.duration_seconds,
    began: Number.isNaN(began) ? undefined : began,
    number: row.direction === 'outbound' ? row.to : row.caller,
    turns,
  };
};

/** Reads the data for judging `booked`, if a rule uses it. */
export const bookingsFor = async (context: Context, { rules }: Rules): Promise<Bookings | undefined> =>
  rules.some(({ demand }) => demand.kind === 'booked') ? await readBookings(context) : undefined;

/** Reads one call and judges it. */
export const judgeCall = async (context: Context, id: string, rules: Rules, bookings: Bookings | undefined): Promise<Judged> =>
  judge(subjectOf(id, await fetchTurns(context, id)), rules, bookings);

/** Whether a verdict counts as failed. */
export const counts = ({ verdict }: Verdict, skipUnjudged: boolean): boolean => verdict === 'failed' || (verdict === 'unjudged' && !skipUnjudged);

/** Returns one verdict as text: `call_1, "greets": failed in turn 3: …`. */
export const inWords = ({ call, rule, verdict, turn, why }: Verdict): string =>
  `${call}, "${rule}": ${verdict === 'unjudged' ? 'cannot be judged' : verdict}${turn === null ? '' : ` in turn ${turn}`}${why === null ? '' : `: ${why}`}`;

/** Returns the failure (exit 14) if calls broke rules, else undefined. Names the first call, rule and turn. */
export const broken = (verdicts: readonly Verdict[], skipUnjudged: boolean): Failure | undefined => {
  const failures = verdicts.filter((one) => counts(one, skipUnjudged));
  const [first] = failures;
  if (first === undefined) return undefined;
  const more = failures.length === 1 ? '' : ` (and ${failures.length - 1} more)`;
  return new Failure('check', `${inWords(first)}${more}`, { code: 'rule_broken' });
};

/** Reads the rules of a file. Returns a function that judges one ended call, prints any problems, and fails with exit 14 if the call broke a rule. */
export const openCheck = async (context: Context, file: string, skipUnjudged: boolean): Promise<(id: string) => Promise<void>> => {
  const rules = await rulesOf(context, file);
  return async (id) => {
    const { verdicts, notes } = await judgeCall(context, id, rules, await bookingsFor(context, rules));
    for (const note of notes) context.print.note(`${id}: ${note}`);
    for (const one of verdicts.filter(({ verdict }) => verdict === 'failed' || verdict === 'unjudged')) context.print.warn(inWords(one));
    const failure = broken(verdicts, skipUnjudged);
    if (failure) throw failure;
    context.print.note(`${id}: passed ${verdicts.length === 1 ? 'the rule' : `all ${verdicts.length} rules`}`);
  };
};
