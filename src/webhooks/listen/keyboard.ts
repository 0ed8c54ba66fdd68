import { readFileSync } from 'node:fs';
import type { World } from '../../world.ts';

/**
 * Returns whether single keys can be read: both sides are a terminal and we are in the foreground, because a background program
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
    // proc(5): the name in parentheses is followed by state, parent, group, session, terminal and the terminal's foreground group.
    const text = readFileSync(`/proc/${world.pid}/stat`, 'utf8');
    const [, , group, , , front] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return group === front;
  } catch {
    return true;
  }
};

/**
 * Calls `pressed` for each key until the returned function is called, which restores the terminal. A raw terminal does not turn
 * Ctrl-C and Ctrl-\\ into signals, so this does.
 */
export const watchKeys = (world: World, pressed: (key: string) => void): (() => void) => {
  const { stdin } = world;
  const heard = (data: Buffer | string): void => {
    const text = data.toString();
    // Arrows and function keys send several characters, which are not keys of their own.
    if (text.startsWith('\u001b')) return;
    for (const key of text) {
      if (key === '\u0003') world.kill(world.pid, 'SIGINT');
      else if (key === '\u001c') world.kill(world.pid, 'SIGQUIT');
      else pressed(key.toLowerCase());
    }
  };
  // Closing the terminal window sends SIGHUP, which ends the program.
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
      // The terminal was closed: there is nothing to restore.
    }
  };
};
