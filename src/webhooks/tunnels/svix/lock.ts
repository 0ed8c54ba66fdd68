import { readFile, rm } from 'node:fs/promises';
import { writeWhole } from '../../../files.ts';
import { hold, type Running, readRunning, runs, thisProcess } from '../../../running.ts';
import type { World } from '../../../world.ts';

/** After so long, in ms, without a sign of life a lock counts for nothing. */
const stale = 4_000;

/** Who has written that it holds the lock. */
const holderOf = async (owner: string): Promise<Running | undefined> => {
  try {
    return readRunning(JSON.parse(await readFile(owner, 'utf8')));
  } catch {
    return undefined;
  }
};

/**
 * Locks `name` (beside which `.lock` and `.pid` are made) for as long as we live; gives what frees it, or undefined where a living
 * process holds it. The lock of a dead one is waited for, at most some 8 s.
 */
export const lock = async (world: World, name: string): Promise<(() => Promise<void>) | undefined> => {
  const owner = `${name}.pid`;
  const deadline = world.now() + 2 * stale;
  for (;;) {
    // Losing the lock (a machine that slept) is left to the relay, which lets one client in.
    const unlock = await hold(name, stale);
    if (unlock !== undefined) {
      // Without it others only wait longer before they take the lock for a living one's.
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
