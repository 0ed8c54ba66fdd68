import { readFileSync, readlinkSync } from 'node:fs';
import type { World } from '../world.ts';

/** Which process a run is, as far as another one can find out. */
export interface Owner {
  readonly pid: number;
  /** When that process began; see `World.birth`. */
  readonly birth: string;
  /** The start of the machine and the namespace in which `pid` is a number of a process; the host's name where there are none. */
  readonly space: string;
  readonly host: string;
}

/** A run that gives no sign for so long is taken to have ended (ms). It gives one every `sign` ms. */
export const silence = 60_000;
const sign = 15_000;

/** Calls `give` at every sign, until the function that it gives is called. */
export const giveSigns = (world: Pick<World, 'after'>, give: () => void): (() => void) => {
  const again = (): void => {
    give();
    stop = world.after(sign, again);
  };
  let stop = world.after(sign, again);
  return () => stop();
};

const tried = (read: () => string): string => {
  try {
    return read().trim();
  } catch {
    return '';
  }
};

export const thisOwner = (world: Pick<World, 'pid' | 'birth' | 'host'>): Owner => {
  const space = `${tried(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))} ${tried(() => readlinkSync('/proc/self/ns/pid'))}`.trim();
  return { pid: world.pid, birth: world.birth(world.pid) ?? '', space: space === '' ? world.host : space, host: world.host };
};

/**
 * Whether the run of an owner may still be going: asked of the system where it can tell, else by its last sign (Unix ms).
 */
export const mayBeGoing = (owner: Owner, here: Owner, lastSign: number, world: Pick<World, 'alive' | 'birth' | 'now'>): boolean =>
  owner.space === here.space && owner.space !== ''
    ? world.alive(owner.pid) && (world.birth(owner.pid) ?? '') === owner.birth
    : Math.abs(world.now() - lastSign) < silence;

/** An owner as one text, for a column of a table, and read from it. */
export const ownerText = ({ pid, birth, space, host }: Owner): string => [pid, birth, space, host].join('\t');
export const readOwner = (text: unknown): Owner => {
  const [pid = '', birth = '', space = '', host = ''] = typeof text === 'string' ? text.split('\t') : [];
  return { pid: Number(pid) || 0, birth, space, host };
};
