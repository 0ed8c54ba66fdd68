import type { Attempt, Delivery } from '../delivery.ts';
import { openAttempts, succeeded } from '../log/verdict.ts';

/** The deliveries of this session that have failed, by the same verdict as the log's and the page's. */
export interface Failures {
  /** Of every attempt, when it is over. */
  heard(delivery: Delivery, attempt: Attempt, replay: boolean): void;
  /** The newest that has failed and is still held. */
  last(): Delivery | undefined;
  count(): number;
}

/** Bodies held for another try by hand. */
const held = 100;

export const createFailures = (): Failures => {
  const attempts = new Map<string, Array<Attempt & { readonly replay: boolean }>>();
  const bodies = new Map<string, Delivery>();
  return {
    heard: (delivery, attempt, replay) => {
      const { id } = delivery;
      const before = attempts.get(id);
      // Nearly all: nothing is kept of what goes well.
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
