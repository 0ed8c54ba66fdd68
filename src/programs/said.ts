import { spawn } from 'node:child_process';
import type { World } from '../world.ts';

/** Larger than any key, in bytes: a program that never stops printing must not fill the memory. */
const largest = 16_384;

/** The output of a short program, and how it failed. */
export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined if it exited with 0. */
  readonly why?: string;
}

/** Runs a program without a shell, without input and without our variables, in the home directory. Returns its output and how it failed. */
export const said = (path: string, args: readonly string[], world: World, limit: number, signal: AbortSignal): Promise<Said> =>
  new Promise((resolve) => {
    const env = Object.fromEntries(Object.entries(world.env).filter(([name]) => !name.startsWith('BOLTCALL_')));
    const child = spawn(path, args, { cwd: world.home, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const heard = { stdout: '', stderr: '' };
    const over = new AbortController();
    const end = (why?: string): void => {
      over.abort();
      child.kill('SIGKILL');
      // Programs that it has started may hold them open.
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ ...heard, ...(why === undefined ? {} : { why }) });
    };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        heard[stream] += text;
        if (heard[stream].length > largest) end('printed far too much');
      });
    child.once('error', (error) => end(`cannot be started: ${'code' in error ? String(error.code) : error.message}`));
    child.once('close', (code, killed) => end(code === 0 ? undefined : code === null ? `was ended by ${killed}` : `failed with exit code ${code}`));
    signal.addEventListener('abort', () => end('was interrupted'), { once: true, signal: over.signal });
    void world.sleep(limit, over.signal).then(() => over.signal.aborted || end(`gave no key within ${limit / 1_000} s`));
  });
