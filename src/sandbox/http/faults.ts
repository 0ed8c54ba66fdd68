import { Refusal } from '../api/refusal.ts';
import { dice } from '../seed/random.ts';

/**
 * Trouble that was asked for: a function that throws when a request's turn has come. `fail` is the share of requests that fail
 * with 500, 0 to 1, the same ones for the same seed; `failNext` are the statuses of the next ones, before all else.
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
