import { readFileSync } from 'node:fs';
import type { World } from '../../world.ts';

/**
 * Whether single keys may be read: a terminal on both sides, and we are in its foreground, since a program in the background
 * that changes the terminal is stopped by it.
 */
export const keysPossible = (world: World): boolean =>
  world.stdin.isTTY === true &&
  world.stdin.setRawMode !== undefined &&
  (world.stdout.isTTY === true || world.stderr.isTTY === true) &&
  foreground(world);

const foreground = (world: World): boolean => {
  if (world.platform !== 'linux') return true;
  try {
    // proc(5): after the name in brackets come state, parent, group, session, terminal, foreground group of the terminal.
    const text = readFileSync(`/proc/${world.pid}/stat`, 'utf8');
    const [, , group, , , front] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return group === front;
  } catch {
    return true;
  }
};

/**
 * Calls `pressed` with each key until the returned function is called, which restores the terminal. Ctrl-C, which a raw
 * terminal no longer turns into a signal, is turned into one here, and so is Ctrl-\\.
 */
export const watchKeys = (world: World, pressed: (key: string) => void): (() => void) => {
  const { stdin } = world;
  const heard = (data: Buffer | string): void => {
    for (const key of data.toString()) {
      if (key === '\u0003') world.kill(world.pid, 'SIGINT');
      else if (key === '\u001c') world.kill(world.pid, 'SIGQUIT');
      else pressed(key.toLowerCase());
    }
  };
  // A terminal that has gone (a closed window) brings SIGHUP, which is what ends us.
  const gone = (): void => {};
  stdin.setRawMode?.(true);
  stdin.on('data', heard);
  stdin.on('error', gone);
  stdin.resume();
  return () => {
    stdin.off('data', heard);
    stdin.pause();
    try {
      stdin.setRawMode?.(false);
    } catch {
      // The terminal has gone: there is nothing to restore.
    }
  };
};
