const longest = 30_000;

/**
 * The pause before a repeat, in ms: about 1 s before the second try, doubling to 30 s. Half of it is chance (`dice` gives 0 to
 * 1), so that many that failed together do not come back together.
 */
export const backoff = (failed: number, dice: () => number): number => {
  const whole = Math.min(1000 * 2 ** (failed - 1), longest);
  return Math.round(whole / 2 + (whole / 2) * dice());
};
