import { systemWorld, type World } from '../../../src/world.ts';
import { cleanEnvironment, makeHome } from '../program.ts';

/** The real world with another environment and a clock that runs `speed` times as fast, so that limits of seconds pass in moments. */
export const fastWorld = (speed: number, env: Readonly<Record<string, string | undefined>> = {}): World => {
  const world = systemWorld();
  const home = makeHome();
  const began = Date.now();
  return {
    ...world,
    env: cleanEnvironment(home, env),
    home,
    now: () => began + (Date.now() - began) * speed,
    sleep: (ms, signal) => world.sleep(ms / speed, signal),
  };
};
