import type { Attempt, Delivery } from '../delivery.ts';
import { openAttempts, succeeded } from '../log/verdict.ts';

/** The failed deliveries of this session, by the same rule as in the log and on the page. */
export interface Failures {
  /** Call for every attempt when it is over. */
  heard(delivery: Delivery, attempt: Attempt, replay: boolean): void;
  /** Call for a replay by another process. */
  replayed(id: string, attempt: Attempt): void;
  /** Returns the newest failed delivery that is still held in memory. */
  last(): Delivery | undefined;
  /** Returns how many deliveries failed; `counted` selects which. */
  count(counted?: (id: string) => boolean): number;
}

/** Maximum number of bodies held for a manual replay. */
const held = 100;

export const createFailures = (): Failures => {
  const attempts = new Map<string, Array<Attempt & { readonly replay: boolean }>>();
  const bodies = new Map<string, Delivery>();
  /** Returns whether the delivery counts as failed after this attempt. */
  const judge = (id: string, attempt: Attempt, replay: boolean): boolean => {
    const before = attempts.get(id);
    // This is nearly every delivery: nothing is kept of successful ones.
    if (before === undefined && succeeded(attempt)) return false;
    const all = [...(before ?? []), { ...attempt, replay }].sort((a, b) => a.at - b.at);
    const failed = openAttempts(all).length > 0;
    if (failed) attempts.set(id, all);
    else attempts.delete(id);
    if (!failed) bodies.delete(id);
    return failed;
  };
  return {
    heard: (delivery, attempt, replay) => {
      if (!judge(delivery.id, attempt, replay)) return;
      bodies.set(delivery.id, delivery);
      const [oldest] = bodies.keys();
      if (bodies.size > held && oldest !== undefined) bodies.delete(oldest);
    },
    replayed: (id, attempt) => {
      judge(id, attempt, true);
    },
    last: () => [...bodies.values()].at(-1),
    count: (counted = () => true) => [...attempts.keys()].filter(counted).length,
  };
};
