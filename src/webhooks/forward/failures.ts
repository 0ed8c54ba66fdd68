import type { Attempt, Delivery } from '../delivery.ts';
import { openAttempts, succeeded } from '../log/verdict.ts';

/** The failed deliveries of this session, by the same rule as in the log and on the page. */
export interface Failures {
  /** Call for every attempt when it is over. */
  heard(delivery: Delivery, attempt: Attempt, replay: boolean): void;
  /** Returns the newest failed delivery that is still held in memory. */
  last(): Delivery | undefined;
  count(): number;
}

/** Maximum number of bodies held for a manual replay. */
const held = 100;

export const createFailures = (): Failures => {
  const attempts = new Map<string, Array<Attempt & { readonly replay: boolean }>>();
  const bodies = new Map<string, Delivery>();
  return {
    heard: (delivery, attempt, replay) => {
      const { id } = delivery;
      const before = attempts.get(id);
      // This is nearly every delivery: nothing is kept of successful ones.
      if (before === undefined && succeeded(attempt)) return;
      const all = [...(before ?? []), { ...attempt, replay }].sort((a, b) => a.at - b.at);
      if (openAttempts(all).length === 0) {
        attempts.delete(id);
        bodies.delete(id);
        return;
      }
      attempts.set(id, all);
      bodies.set(id, delivery);
      const [oldest] = bodies.keys();
      if (bodies.size > held && oldest !== undefined) bodies.delete(oldest);
    },
    last: () => [...bodies.values()].at(-1),
    count: () => attempts.size,
  };
};
