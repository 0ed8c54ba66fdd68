import { execa } from 'execa';

export interface AskOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds; without it the program may take its time. */
  readonly timeout?: number;
}

/** Runs a short program to its end, without input, and gives what it said. `ok`: it could be started and ended with 0. */
export const ask = async ([program, ...words]: readonly [string, ...string[]], { env, timeout }: AskOptions = {}) => {
  const { stdout, failed } = await execa(program, words, {
    reject: false,
    stdin: 'ignore',
    stderr: 'ignore',
    windowsHide: true,
    ...(env === undefined ? {} : { env, extendEnv: false }),
    ...(timeout === undefined ? {} : { timeout }),
  });
  return { ok: !failed, text: stdout };
};
