import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { World } from '../../world.ts';

/** A process and the one that started it. */
type Pair = readonly [child: number, parent: number];

/**
 * What a process has started, and what that has started: their ids, as far as the system tells (on Windows it is not asked).
 * `npm run` and other shells do not hand a signal on to what they run.
 */
export const descendants = async ({ platform }: World, pid: number): Promise<number[]> => {
  const pairs = platform === 'win32' ? [] : platform === 'linux' ? await fromProc() : await fromPs();
  const childrenOf = (parent: number): number[] => pairs.flatMap(([child, its]) => (its === parent ? [child] : []));
  const found = childrenOf(pid);
  for (const one of found) found.push(...childrenOf(one));
  return found;
};

/** proc(5): `ps` is missing in many containers. After the name in brackets come the state and the parent. */
const fromProc = async (): Promise<Pair[]> => {
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const pairs = await Promise.all(
    ids.map(async (id): Promise<Pair[]> => {
      const text = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
      const [, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return parent === undefined ? [] : [[Number(id), Number(parent)]];
    }),
  );
  return pairs.flat();
};

const fromPs = async (): Promise<Pair[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']).catch(() => ({ stdout: '' }));
  return stdout.split('\n').flatMap((line): Pair[] => {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    return child && parent ? [[child, parent]] : [];
  });
};
