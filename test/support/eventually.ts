/** Waits until `condition` gives something other than `undefined` or `false`, asked every 20 ms; fails after `timeout` ms (2 min, less than a test may take). */
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
