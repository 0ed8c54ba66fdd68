import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { systemCode, usage } from '../../errors.ts';
import type { World } from '../../world.ts';
import { descendants } from './descendants.ts';

/** The user's app, started by `listen -- CMD` and ended with it. */
export interface UserProgram {
  /** Its exit code, 128 and the signal's number where one ended it. Rejects with `usage` where it could not be started. */
  readonly ended: Promise<number>;
  /** Asks it to end, then what it has left running, and insists after 5 s; resolves when it is gone. */
  stop(): Promise<void>;
}

const patience = 5_000;
/** How often it is looked whether what it left running has ended (ms). */
const look = 50;

/**
 * Starts a program on our own streams and in our process group, so that it has the keyboard and gets Ctrl-C as if it ran alone.
 * With `aside` its output goes to stderr, where our own stdout holds lines for a program.
 */
export const startProgram = (
  world: World,
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
  aside: boolean,
): UserProgram => {
  const [program, ...words] = command;
  const running = spawn(program, words, {
    cwd: world.cwd,
    env: { ...world.env, ...env },
    stdio: ['inherit', aside ? 2 : 'inherit', 'inherit'],
    // npm and its like are scripts on Windows.
    shell: world.platform === 'win32',
  });
  let over = false;
  const ended = new Promise<number>((resolve, reject) => {
    running.once('error', (cause) => {
      over = true;
      const code = systemCode(cause);
      const why = code === 'ENOENT' ? 'no such program' : code === 'EACCES' ? 'permission denied' : cause.message;
      reject(usage(`${program} cannot be started: ${why}`));
    });
    running.once('exit', (code, by) => {
      over = true;
      resolve(code ?? 128 + (by === null ? 0 : constants.signals[by]));
    });
  });
  // Whoever waits hears of a failed start; without this an early end would count as unhandled.
  ended.catch(() => {});
  return {
    ended,
    stop: async () => {
      if (over) return;
      // Asked for now: when it is gone nothing says any more that they were its own.
      const below = running.pid === undefined ? [] : await descendants(world, running.pid);
      const rest = (signal: 'SIGTERM' | 'SIGKILL'): void => {
        for (const pid of below) world.kill(pid, signal);
      };
      running.kill('SIGTERM');
      const gone = new AbortController();
      let insisted = false;
      void world.sleep(patience, gone.signal).then(() => {
        if (gone.signal.aborted) return;
        insisted = true;
        running.kill('SIGKILL');
        rest('SIGKILL');
      });
      await ended.catch(() => {});
      rest('SIGTERM');
      while (!insisted && below.some((pid) => world.alive(pid))) await world.sleep(look);
      gone.abort();
    },
  };
};
