import type { Attempt, Delivery } from '../delivery.ts';
import { type Outcome, openAttempts, succeeded } from '../log/verdict.ts';

/**
 * The failed deliveries of this session, by the same rule as in the log and on the page. A redelivery counts as another attempt at
 * the delivery it duplicates.
 */
export interface Failures {
  /** Call for every attempt when it is over. */
  heard(delivery: Delivery, attempt: Attempt, replay: boolean): void;
  /** Call for a replay by another process. `id` is that of the first delivery with the same bytes. */
  replayed(id: string, attempt: Attempt): void;
  /** Returns the newest failed delivery that is still held in memory, as it was last forwarded. */
  last(): Delivery | undefined;
  /** Returns how many deliveries failed; `counted` selects which. */
  count(counted?: (id: string) => boolean): number;
}

/** Maximum number of bodies held for a manual replay, and of deliveries remembered after they were made good. */
const held = 100;
/** Maximum number of failed deliveries whose attempts are remembered. Older ones only count. */
const most = 50_000;

const oldestOf = (ids: { keys(): Iterator<string> }): string => ids.keys().next().value ?? '';

export const createFailures = (limit = most): Failures => {
  const outcomes = new Map<string, readonly Outcome[]>();
  const bodies = new Map<string, Delivery>();
  // An attempt may begin before the one that made good and end after it, so these are remembered for a while.
  const madeGood = new Set<string>();
  let forgotten = 0;

  const makeGood = (id: string): void => {
    bodies.delete(id);
    madeGood.add(id);
    if (madeGood.size <= held) return;
    const oldest = oldestOf(madeGood);
    madeGood.delete(oldest);
    outcomes.delete(oldest);
  };

  const forget = (): void => {
    const oldest = oldestOf(outcomes);
    outcomes.delete(oldest);
    bodies.delete(oldest);
    if (!madeGood.delete(oldest)) forgotten += 1;
  };

  /** Returns whether the delivery counts as failed after this attempt. */
  const judge = (id: string, { target, at, ms, status }: Attempt, replay: boolean): boolean => {
    const before = outcomes.get(id);
    // This is nearly every delivery: nothing is kept of successful ones.
    if (before === undefined && !replay && succeeded({ status })) return false;
    const all = [...(before ?? []), { target, at, ms, status, replay }].sort((one, other) => one.at - other.at);
    outcomes.set(id, all);
    if (openAttempts(all).length === 0) {
      makeGood(id);
      return false;
    }
    madeGood.delete(id);
    if (outcomes.size > limit) forget();
    return true;
  };

  return {
    heard: (delivery, attempt, replay) => {
      const id = delivery.repeatOf ?? delivery.id;
      if (!judge(id, attempt, replay)) return;
      bodies.set(id, delivery);
      if (bodies.size > held) bodies.delete(oldestOf(bodies));
    },
    replayed: (id, attempt) => void judge(id, attempt, true),
    last: () => [...bodies.values()].at(-1),
    count: (counted = () => true) => [...outcomes.keys()].filter((id) => !madeGood.has(id) && counted(id)).length + forgotten,
  };
};
