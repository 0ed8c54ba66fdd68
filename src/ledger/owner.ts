import { readFileSync, readlinkSync } from 'node:fs';
import type { World } from '../world.ts';

/** The process of a run, in a form that other processes can check. */
export interface Owner {
  readonly pid: number;
  /** When the process started; see `World.birth`. */
  readonly birth: string;
  /** The machine's boot and the namespace in which `pid` is valid; the host name if unknown. */
  readonly space: string;
  readonly host: string;
}

/** After this long without a heartbeat, a run counts as ended (ms). Heartbeats are `sign` ms apart. */
export const silence = 60_000;
const sign = 15_000;

/** Calls `give` at every heartbeat until the returned function is called. */
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

/** Returns whether the owner's run may still be active: asks the system if it can tell, else uses the last heartbeat (Unix ms). */
export const mayBeGoing = (owner: Owner, here: Owner, lastSign: number, world: Pick<World, 'alive' | 'birth' | 'now'>): boolean =>
  owner.space === here.space && owner.space !== ''
    ? world.alive(owner.pid) && (world.birth(owner.pid) ?? '') === owner.birth
    : Math.abs(world.now() - lastSign) < silence;

/** Converts an owner to a text for a table column, and back. */
export const ownerText = ({ pid, birth, space, host }: Owner): string => [pid, birth, space, host].join('\t');
export const readOwner = (text: unknown): Owner => {
  const [pid = '', birth = '', space = '', host = ''] = typeof text === 'string' ? text.split('\t') : [];
  return { pid: Number(pid) || 0, birth, space, host };
};
