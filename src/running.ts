import { systemCode } from './errors.ts';
import type { World } from './world.ts';

/** A process, written down so that others can tell later whether it still runs: its id alone is given to others. */
export interface Running {
  readonly pid: number;
  /** The machine (or container) that `pid` is an id on. */
  readonly host?: string;
  /** When it began (`World.birth`); absent where the system does not tell. */
  readonly birth?: string;
}

/** What is asked about processes. */
export type Processes = Pick<World, 'alive' | 'birth'>;

/** This process. */
export const thisProcess = (world: Pick<World, 'pid' | 'birth' | 'host'>): Running => {
  const birth = world.birth(world.pid);
  return { pid: world.pid, host: world.host, ...(birth === undefined ? {} : { birth }) };
};

/** A process that was read from a file; undefined where that holds none. */
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

/** Whether the process that was written down is known to be the one that has its id now: only then may it get a signal. */
export const isProven = ({ pid, birth }: Running, world: Processes): boolean => birth !== undefined && world.birth(pid) === birth;

/** Whether a process of this machine runs, as far as can be told: where no birth was written down, its id is all there is. */
export const runs = (one: Running, world: Processes): boolean => world.alive(one.pid) && (one.birth === undefined || isProven(one, world));

/**
 * Holds a lock on a name (beside which `.lock` is made) until the function that is returned is called, or we die and `stale` ms pass; undefined
 * where another holds it. A machine that slept may lose it, which ends nobody. Fails with what the file system said.
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

/** Whether somebody holds the lock on a name, and has shown it in the last `stale` ms. */
export const isHeld = async (name: string, stale: number): Promise<boolean> => {
  const { check } = (await import('proper-lockfile')).default;
  return check(name, { realpath: false, stale }).catch(() => false);
};
