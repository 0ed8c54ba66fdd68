import { systemWorld, type World } from '../../../src/world.ts';
import { eventually } from '../eventually.ts';
import { cleanEnvironment, makeHome } from '../program.ts';

/** The real world with a different environment and a clock that moves only when a test advances it. */
export interface StillWorld extends World {
  /** Waits until something sleeps for exactly `ms`. */
  sleeps(ms: number): Promise<void>;
  /** Waits until something sleeps for exactly `ms`, then ends that sleep and advances the clock by `ms`. Repeats this `times` times. */
  pass(ms: number, times?: number): Promise<void>;
  /** Ends each sleep of one of these lengths as it starts, until `waited` settles. Returns the result of `waited`. */
  during<T>(waited: Promise<T>, ...lengths: readonly number[]): Promise<T>;
}

/**
 * Returns a world in which no time limit is reached because the machine is slow: a sleep ends only by `pass`, `during` or its
 * signal. Sleeps of at most 50 ms pass in real time, because they poll other processes, which do not use this clock.
 */
export const stillWorld = (env: Readonly<Record<string, string | undefined>> = {}): StillWorld => {
  const real = systemWorld();
  const home = makeHome();
  const sleeping = new Set<{ readonly ms: number; readonly wake: () => void }>();
  let now = Date.now();
  const wakeOne = (...lengths: readonly number[]): boolean => {
    const found = [...sleeping].find(({ ms }) => lengths.includes(ms));
    if (found === undefined) return false;
    now += found.ms;
    found.wake();
    return true;
  };
  return {
    ...real,
    env: cleanEnvironment(home, env),
    home,
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (ms <= 50 || signal?.aborted) return void real.sleep(ms, signal).then(resolve);
        const wake = (): void => {
          sleeping.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper = { ms, wake };
        sleeping.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
      }),
    sleeps: async (ms) => void (await eventually(`something to sleep ${ms} ms`, () => [...sleeping].some((sleeper) => sleeper.ms === ms))),
    pass: async (ms, times = 1) => {
      for (let done = 0; done < times; done++) await eventually(`something to sleep ${ms} ms`, () => wakeOne(ms));
    },
    during: async (waited, ...lengths) => {
      let settled = false;
      const end = (): void => {
        settled = true;
      };
      waited.then(end, end);
      await eventually('the end of what is waited for', () => {
        if (!settled) wakeOne(...lengths);
        return settled;
      });
      return waited;
    },
  };
};
