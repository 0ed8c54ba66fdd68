import { Failure } from '../../errors.ts';
import type { Target } from '../../values/target.ts';
import { verdict } from '../../values/verdict.ts';
import type { Attempt } from '../delivery.ts';
import { advice, type Surroundings } from '../forward/fault.ts';

/** What became of one delivery at one target. */
export interface Sent {
  readonly attempt: Attempt;
  readonly target: Target;
  /** The answer is that of a listener, not of an app. */
  readonly byListener?: true;
}

const isGood = ({ status }: Pick<Attempt, 'status'>): boolean => status !== undefined && status >= 200 && status < 300;

/** One that did not go well, as a failure: no answer is a network failure, any but a 2xx a check that said no. */
export const failureOf = ({ attempt, target, byListener }: Sent, around: Surroundings): Failure => {
  if (byListener && attempt.status !== undefined) {
    const why = attempt.answer?.body.toString('utf8').trim();
    const hint = attempt.status === 401 ? 'A listener only accepts its own secret: drop --secret.' : undefined;
    const details = { status: attempt.status, ...(hint === undefined ? {} : { hint }) };
    return new Failure('check', `the listener answered ${attempt.status}${why ? `: ${why}` : ''}`, details);
  }
  const hint = advice(attempt, target, around) ?? (attempt.status === undefined ? unreached : undefined);
  const details = hint === undefined ? {} : { hint };
  return attempt.status === undefined
    ? new Failure('network', `${target.text}: ${attempt.error ?? 'no response'}`, details)
    : new Failure('check', `${target.text} answered ${attempt.status}`, { ...details, status: attempt.status });
};

/** What to do where a target gave no answer, and nothing more is known. */
const unreached = 'See whether the address of the target is right and answers from here.';

/** How a row of deliveries went: nothing where all went well, their failure where all failed alike, else `partial`. */
export const outcomeOf = (all: readonly Sent[], around: Surroundings): Failure | undefined => {
  const bad = all.filter(({ attempt }) => !isGood(attempt));
  const failures = bad.map((sent) => failureOf(sent, around));
  const [first] = failures;
  if (first === undefined || all.length === 1) return first;
  return verdict(failures, all.length, `${bad.length} of ${all.length} failed: ${first.message}${bad.length > 1 ? ' …' : ''}`);
};
