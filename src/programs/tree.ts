import { readdir, readFile } from 'node:fs/promises';
import type { World } from '../world.ts';
import { ask } from './ask.ts';

/** The variable that all programs bear which a program of ours was started with, and what that has started; see `newMark`. */
export const markName = 'BOLTCALL_STARTED_BY';

/** A mark that nobody else has: who starts a program (its id and when it began), and chance. */
export const newMark = (world: World): string => `${world.pid}.${world.birth(world.pid) ?? 0}.${world.random(6).toString('hex')}`;

/** Whether whoever made a mark still runs. */
export const ownerRuns = (world: World, mark: string): boolean => {
  const [pid, birth] = mark.split('.');
  return world.alive(Number(pid)) && (birth === '0' || world.birth(Number(pid)) === birth);
};

/** A process, the one that started it, and the text in which its variables stand. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly variables: string;
}

/** All processes, as far as the system tells: on Windows it is not asked, and of other users' the variables are not seen. */
export const processes = ({ platform }: World): Promise<Process[]> =>
  platform === 'win32' ? Promise.resolve([]) : platform === 'linux' ? fromProc() : fromPs();

/** proc(5): `ps` is missing in many containers. After the name in brackets come the state and the parent. */
const fromProc = async (): Promise<Process[]> => {
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(
    ids.map(async (id): Promise<Process[]> => {
      const [stat, variables] = await Promise.all(['stat', 'environ'].map((file) => readFile(`/proc/${id}/${file}`, 'latin1').catch(() => '')));
      const [, parent] = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ');
      return parent === undefined ? [] : [{ pid: Number(id), parent: Number(parent), variables: variables ?? '' }];
    }),
  );
  return all.flat();
};

/** `-E` shows the variables behind the command. */
const fromPs = async (): Promise<Process[]> => {
  const { text } = await ask(['ps', '-AEww', '-o', 'pid=,ppid=,command=']);
  return text.split('\n').flatMap((line): Process[] => {
    const [, pid, parent, variables = ''] = /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), variables }];
  });
};

/**
 * The processes of a program's tree: whatever descends from these, and whatever bears the mark, as also those do that have left
 * their parents (`setsid`) or have lost them.
 */
export const treeOf = async (world: World, roots: readonly number[], mark: string): Promise<number[]> => {
  const all = await processes(world);
  const found = new Set(all.filter(({ pid, variables }) => roots.includes(pid) || variables.includes(mark)).map(({ pid }) => pid));
  for (const one of found) for (const { pid, parent } of all) if (parent === one) found.add(pid);
  return [...found].filter((pid) => pid !== world.pid && world.alive(pid));
};
