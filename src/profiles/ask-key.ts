import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { Failure } from '../errors.ts';
import { platformOf } from '../platform.ts';
import type { World } from '../world.ts';
import { checkedKey } from './key.ts';
import type { KeyCommand } from './key-command.ts';
import type { Setting } from './settings.ts';

/** More than any key has: a program that never stops printing must not fill the memory. */
const largest = 16_384;

const again = 'Run it by hand to see what is wrong, or name another with `boltcall login --key-command`.';

/** The whole path of a program; folders of the PATH that are relative to the working directory do not count. */
const find = async ({ env, platform }: World, program: string): Promise<string | undefined> => {
  const files = platformOf(platform).programFiles(program);
  const folders = isAbsolute(program) ? [''] : (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(isAbsolute);
  for (const path of folders.flatMap((folder) => files.map((file) => join(folder, file)))) {
    try {
      await access(path, constants.X_OK);
      if ((await stat(path)).isFile()) return path;
    } catch {
      // Not this one.
    }
  }
  return undefined;
};

interface Said {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined: it ended with 0. */
  readonly why?: string;
}

/** Runs a program without a shell, without input and without variables of ours, at home; gives what it said, and how it failed. */
const ask = (path: string, args: readonly string[], world: World, limit: number, signal: AbortSignal): Promise<Said> =>
  new Promise((resolve) => {
    const env = Object.fromEntries(Object.entries(world.env).filter(([name]) => !name.startsWith('BOLTCALL_')));
    const child = spawn(path, args, { cwd: world.home, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const said = { stdout: '', stderr: '' };
    const over = new AbortController();
    const end = (why?: string): void => {
      over.abort();
      child.kill('SIGKILL');
      // What the program has started may hold them open.
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ ...said, ...(why === undefined ? {} : { why }) });
    };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        said[stream] += text;
        if (said[stream].length > largest) end('printed far too much');
      });
    child.once('error', (error) => end(`cannot be started: ${'code' in error ? String(error.code) : error.message}`));
    child.once('close', (code, killed) => end(code === 0 ? undefined : code === null ? `was ended by ${killed}` : `failed with exit code ${code}`));
    signal.addEventListener('abort', () => end('was interrupted'), { once: true, signal: over.signal });
    void world.sleep(limit, over.signal).then(() => over.signal.aborted || end(`gave no key within ${limit / 1_000} s`));
  });

/**
 * The key that a command prints, on one line. `limit`: ms.
 * @throws Failure `authentication` (code `key_command`) where the program cannot be started, fails, takes too long, or prints nothing, several
 * lines or what is no key; what it printed is not told, since it may be secret
 */
export const runKeyCommand = async (
  command: KeyCommand,
  from: string,
  world: World,
  limit: number,
  signal: AbortSignal,
): Promise<Setting<string>> => {
  const [program, ...args] = command;
  const refused = (why: string, more = ''): Failure =>
    new Failure('authentication', `the key command \`${program}\` ${why}${more}`, { code: 'key_command', hint: again });
  const path = await find(world, program);
  if (path === undefined) throw refused('is not a program that can be started');
  const { stdout, stderr, why } = await ask(path, args, world, limit, signal);
  if (signal.aborted) throw signal.reason;
  const complaint = stderr.trim().split('\n').at(-1)?.trim() ?? '';
  if (why !== undefined) throw refused(why, complaint === '' ? '' : `: ${complaint.slice(0, 200)}`);
  const lines = stdout.replace(/(\r?\n)+$/, '').split(/\r?\n/);
  if (lines.length > 1) throw refused(`printed ${lines.length} lines instead of one`);
  if (lines[0]?.trim() === '') throw refused('printed nothing');
  try {
    return { value: checkedKey(lines[0] ?? '', from), from };
  } catch (error) {
    throw error instanceof Failure ? refused('printed what is not a key: a key has no spaces or special characters') : error;
  }
};
