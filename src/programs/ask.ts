import { execa } from 'execa';

export interface AskOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds; if absent, there is no timeout. */
  readonly timeout?: number;
}

/** Runs a short program to its end, without input, and returns its output. `ok`: it started and exited with 0. */
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
