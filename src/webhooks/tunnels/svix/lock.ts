import { readFile, rm } from 'node:fs/promises';
import { writeWhole } from '../../../files.ts';
import { hold, type Running, readRunning, runs, thisProcess } from '../../../running.ts';
import type { World } from '../../../world.ts';

/** A lock counts as abandoned after this long without a sign of life, in ms. */
const stale = 4_000;

/** Returns the process that wrote that it holds the lock. */
const holderOf = async (owner: string): Promise<Running | undefined> => {
  try {
    return readRunning(JSON.parse(await readFile(owner, 'utf8')));
  } catch {
    return undefined;
  }
};

/**
 * Locks `name` (creating `.lock` and `.pid` beside it) for as long as we live. Returns a function that unlocks it, or undefined
 * if a live process holds it. Waits for the lock of a dead process, at most about 8 s.
 */
export const lock = async (world: World, name: string): Promise<(() => Promise<void>) | undefined> => {
  const owner = `${name}.pid`;
  const deadline = world.now() + 2 * stale;
  for (;;) {
    // If we lose the lock (after sleep), the relay still accepts only one client.
    const unlock = await hold(name, stale);
    if (unlock !== undefined) {
      // Without it, others only wait longer before they treat the lock as held by a live process.
      await writeWhole(owner, JSON.stringify(thisProcess(world)), { secret: true }).catch(() => {});
      let freed: Promise<void> | undefined;
      const free = async (): Promise<void> => {
        await rm(owner, { force: true });
        await unlock();
      };
      return () => {
        freed ??= free();
        return freed;
      };
    }
    const holder = await holderOf(owner);
    if ((holder !== undefined && runs(holder, world)) || world.now() > deadline) return undefined;
    await world.sleep(250);
  }
};
