/**
 * Waits until `condition`, called every 20 ms, returns something other than `undefined` or `false`. Fails after `timeout` ms (2 min,
 * less than the time limit of a test).
 */
export const eventually = async <T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  timeout = 120_000,
): Promise<T> => {
  const end = Date.now() + timeout;
  for (;;) {
    const found = await condition();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`Waited ${timeout} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
