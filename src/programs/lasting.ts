import { spawn } from 'node:child_process';
import { constants } from 'node:os';

export interface LastingOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The open file for its output; if absent, output is discarded. */
  readonly output?: number;
}

/** A program that outlives this process. */
export interface Lasting {
  readonly pid: number | undefined;
  /** Its exit code, 128 and more for a signal; undefined if it could not be started. */
  readonly ended: Promise<number | undefined>;
  kill(): void;
}

/**
 * Starts a program that outlives this process, in its own session and without input. Uses Node's own spawn, because execa cannot pass on an open
 * file.
 */
export const startLasting = ([program, ...words]: readonly [string, ...string[]], { cwd, env, output }: LastingOptions): Lasting => {
  const running = spawn(program, words, { cwd, env, detached: true, windowsHide: true, stdio: ['ignore', output ?? 'ignore', output ?? 'ignore'] });
  running.unref();
  return {
    pid: running.pid,
    ended: new Promise((resolve) => {
      running.once('error', () => resolve(undefined));
      running.once('exit', (code, by) => resolve(code ?? 128 + (by === null ? 0 : constants.signals[by])));
    }),
    kill: () => void running.kill(),
  };
};
