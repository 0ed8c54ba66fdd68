import { dice } from './dice.ts';
import { Refusal } from './refusal.ts';

/** Trouble that was asked for. */
export interface Trouble {
  /** Milliseconds before each answer. */
  readonly latency: number;
  /** The share of requests that fail with a 500, 0 to 1. */
  readonly fail: number;
  /** Statuses with which the next requests fail, one each. */
  readonly failNext: readonly number[];
}

/** A function that fails when a request's turn has come; the same requests fail for the same seed. */
export const faults = ({ fail, failNext }: Trouble, seed: number): (() => void) => {
  const next = [...failNext];
  const roll = dice(seed, 99);
  return () => {
    const status = next.shift();
    if (status !== undefined) throw new Refusal(status, `This failure was asked for (--fail-next ${status})`);
    if (fail > 0 && roll.chance(fail)) throw new Refusal(500, 'This failure was asked for (--fail)');
  };
};
