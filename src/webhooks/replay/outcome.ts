import { Failure } from '../../errors.ts';
import type { Target } from '../../values/target.ts';
import { verdict } from '../../values/verdict.ts';
import type { Attempt } from '../delivery.ts';
import { advice, type Surroundings } from '../forward/fault.ts';

/** The outcome of one delivery at one target. */
export interface Sent {
  readonly attempt: Attempt;
  readonly target: Target;
  /** Set if the response is from a listener, not from an app. */
  readonly byListener?: true;
}

const isGood = ({ status }: Pick<Attempt, 'status'>): boolean => status !== undefined && status >= 200 && status < 300;

/** Returns an unsuccessful attempt as a failure: a network failure if there was no response, a failed check if the status was not a 2xx. */
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

/** The hint if a target did not respond and nothing more is known. */
const unreached = 'See whether the address of the target is right and answers from here.';

/** Returns the outcome of several deliveries: undefined if all succeeded, their failure if all failed alike, else `partial`. */
export const outcomeOf = (all: readonly Sent[], around: Surroundings): Failure | undefined => {
  const bad = all.filter(({ attempt }) => !isGood(attempt));
  const failures = bad.map((sent) => failureOf(sent, around));
  const [first] = failures;
  if (first === undefined || all.length === 1) return first;
  return verdict(failures, all.length, `${bad.length} of ${all.length} failed: ${first.message}${bad.length > 1 ? ' …' : ''}`);
};
