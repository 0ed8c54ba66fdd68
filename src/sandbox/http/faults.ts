import { Refusal } from '../api/refusal.ts';
import { dice } from '../seed/random.ts';

/**
 * Injects requested errors: returns a function that throws when a request is due to fail. `fail` is the share of requests that fail with 500, from 0
 * to 1, and picks the same requests for the same seed; `failNext` lists the statuses of the next requests and comes first.
 */
export const faults = (fail: number, failNext: readonly number[], seed: number): (() => void) => {
  const next = [...failNext];
  const roll = dice(seed, 99);
  return () => {
    const status = next.shift();
    if (status !== undefined) throw new Refusal(status, `This failure was requested (--fail-next ${status})`);
    if (fail > 0 && roll.chance(fail)) throw new Refusal(500, 'This failure was requested (--fail)');
  };
};
