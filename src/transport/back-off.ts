/**
 * Returns the pause in ms after `failed` failures: `first`, doubling up to `most`. Half of it is random, so that clients that failed together do not
 * retry together. `chance` is a number in [0, 1); `least` is the share of the pause that is kept even at 0.
 */
export const backOff = (first: number, most: number, failed: number, chance: number, least = 0.75): number =>
  Math.round(Math.min(most, first * 2 ** Math.min(failed - 1, 20)) * (least + chance / 2));
