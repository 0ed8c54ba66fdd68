import { spawn } from 'node:child_process';
import { constants } from 'node:os';

export interface LastingOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The open file that its output goes to; absent: nowhere. */
  readonly output?: number;
}

/** A program that lives on without us. */
export interface Lasting {
  readonly pid: number | undefined;
  /** Its exit code, 128 and more for a signal; undefined where it could not be started. */
  readonly ended: Promise<number | undefined>;
  kill(): void;
}

/** Starts a program that outlives us, in a session of its own and without input. By Node itself: execa hands no open file on. */
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
