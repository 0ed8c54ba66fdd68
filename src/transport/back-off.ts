/**
 * The pause after so many failures, in ms: `first`, doubling to `most`, of which half is chance, so that many that failed together do not come
 * back together. `chance` is a number from 0 up to 1, `least` the share of the pause that is kept even at 0.
 */
export const backOff = (first: number, most: number, failed: number, chance: number, least = 0.75): number =>
  Math.round(Math.min(most, first * 2 ** Math.min(failed - 1, 20)) * (least + chance / 2));
