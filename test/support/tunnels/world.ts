import { systemWorld, type World } from '../../../src/world.ts';
import { eventually } from '../eventually.ts';
import { cleanEnvironment, makeHome } from '../program.ts';

/** The real world with another environment and a clock of its own, which stands still until a test lets time pass. */
export interface StillWorld extends World {
  /** Waits until something sleeps for exactly `ms`. */
  sleeps(ms: number): Promise<void>;
  /** Waits until something sleeps for exactly `ms`, then ends that sleep; so many `times` one after another. Time moves on by as much. */
  pass(ms: number, times?: number): Promise<void>;
  /** Ends each sleep of one of these lengths, as they come, until `waited` settles; gives what that gives. */
  during<T>(waited: Promise<T>, ...lengths: readonly number[]): Promise<T>;
}

/**
 * A world in which no limit is ever reached because the machine is slow: whoever sleeps wakes only by `pass` and `during` (or its
 * signal). A sleep of at most 50 ms passes as usual: with it other processes are looked at, which know nothing of this clock.
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
