import { systemCode } from './errors.ts';
import type { World } from './world.ts';

/** A process record that lets others check later whether the process still runs: ids alone are reused. */
export interface Running {
  readonly pid: number;
  /** The machine (or container) that `pid` belongs to. */
  readonly host?: string;
  /** When the process started (`World.birth`); absent if the system does not report it. */
  readonly birth?: string;
}

/** The required queries about processes. */
export type Processes = Pick<World, 'alive' | 'birth'>;

/** Returns the record of this process. */
export const thisProcess = (world: Pick<World, 'pid' | 'birth' | 'host'>): Running => {
  const birth = world.birth(world.pid);
  return { pid: world.pid, host: world.host, ...(birth === undefined ? {} : { birth }) };
};

/** Returns a process record read from a file; undefined if the value is not one. */
export const readRunning = (value: unknown): Running | undefined => {
  if (typeof value !== 'object' || value === null || !('pid' in value)) return undefined;
  const { pid } = value;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return {
    pid,
    ...('host' in value && typeof value.host === 'string' ? { host: value.host } : {}),
    ...('birth' in value && typeof value.birth === 'string' ? { birth: value.birth } : {}),
  };
};

/** Whether the recorded process is known to be the one that has its id now. Only then may it get a signal. */
export const isProven = ({ pid, birth }: Running, world: Processes): boolean => birth !== undefined && world.birth(pid) === birth;

/** Whether a process on this machine runs, as far as can be determined: without a recorded start time, only its id is checked. */
export const runs = (one: Running, world: Processes): boolean => world.alive(one.pid) && (one.birth === undefined || isProven(one, world));

/**
 * Acquires a lock on a name (by creating `.lock` beside it). It is held until the returned function is called, or until this process dies and
 * `stale` ms pass. Returns undefined if another process holds it. A machine that slept may lose the lock, which does not end any process. Fails with
 * the file system error.
 */
export const hold = async (name: string, stale: number): Promise<(() => Promise<void>) | undefined> => {
  const { lock } = (await import('proper-lockfile')).default;
  try {
    const release = await lock(name, { realpath: false, stale, update: stale / 4, onCompromised: () => {} });
    return () => release().catch(() => {});
  } catch (error) {
    if (systemCode(error) === 'ELOCKED') return undefined;
    throw error;
  }
};

/** Whether the lock on a name is held and was refreshed within the last `stale` ms. */
export const isHeld = async (name: string, stale: number): Promise<boolean> => {
  const { check } = (await import('proper-lockfile')).default;
  return check(name, { realpath: false, stale }).catch(() => false);
};
