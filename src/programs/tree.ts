import { readdirSync, readFileSync } from 'node:fs';
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

/**
 * All processes that are not older than the one with the id `since`, as far as the system tells: on Windows it is not asked, and of
 * other users' the variables are not seen.
 */
export const processes = async ({ platform }: World, since?: number): Promise<Process[]> =>
  platform === 'win32' ? [] : platform === 'linux' ? fromProc(since) : fromPs();

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

/** What stands in proc(5) behind the name in brackets: the state, the parent, …, and as the 20th when it began. */
const statOf = (pid: string): string[] => {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};

/** From proc(5), since `ps` is missing in many containers; at once, which takes a fifth of the time that many single reads do. */
const fromProc = (since: number | undefined): Process[] => {
  const first = since === undefined ? 0 : Number(statOf(String(since))[19] ?? 0);
  return readdirSync('/proc').flatMap((pid): Process[] => {
    if (!/^\d+$/.test(pid)) return [];
    const stat = statOf(pid);
    if (stat.length < 20 || Number(stat[19]) < first) return [];
    return [{ pid: Number(pid), parent: Number(stat[1]), variables: read(`/proc/${pid}/environ`) }];
  });
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
  const all = await processes(world, world.pid);
  const found = new Set(all.filter(({ pid, variables }) => roots.includes(pid) || variables.includes(mark)).map(({ pid }) => pid));
  for (const one of found) for (const { pid, parent } of all) if (parent === one) found.add(pid);
  return [...found].filter((pid) => pid !== world.pid && world.alive(pid));
};
