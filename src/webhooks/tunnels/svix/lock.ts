import { readFile, rm } from 'node:fs/promises';
import { systemCode } from '../../../errors.ts';
import { writeWhole } from '../../../files.ts';
import type { World } from '../../../world.ts';

/** After so long, in ms, without a sign of life a lock counts for nothing. */
const stale = 4_000;

/**
 * Locks `name` (beside which `.lock` and `.pid` are made) for as long as we live; gives what frees it, or undefined where a living
 * process holds it. The lock of a dead one is waited for, at most some 8 s.
 */
export const lock = async (world: World, name: string): Promise<(() => Promise<void>) | undefined> => {
  const lockfilePath = `${name}.lock`;
  const { default: lockfile } = await import('proper-lockfile');
  const owner = `${name}.pid`;
  const deadline = world.now() + 2 * stale;
  for (;;) {
    try {
      // Losing the lock (a machine that slept) is left to the relay, which lets one client in.
      const unlock = await lockfile.lock(name, { lockfilePath, realpath: false, stale, update: 1_000, onCompromised: () => {} });
      // Without it others only wait longer before they take the lock for a living one's.
      await writeWhole(owner, String(world.pid), { secret: true }).catch(() => {});
      let freed: Promise<void> | undefined;
      const free = async (): Promise<void> => {
        await rm(owner, { force: true });
        await unlock().catch(() => {});
      };
      return () => {
        freed ??= free();
        return freed;
      };
    } catch (error) {
      if (systemCode(error) !== 'ELOCKED') throw error;
    }
    const pid = Number(await readFile(owner, 'utf8').catch(() => ''));
    if ((Number.isInteger(pid) && pid > 0 && world.alive(pid)) || world.now() > deadline) return undefined;
    await world.sleep(250);
  }
};
