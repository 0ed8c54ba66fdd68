import { readdirSync, readFileSync } from 'node:fs';
import type { World } from '../world.ts';
import { ask } from './ask.ts';

/** The variable that marks all programs we start and everything they start; see `newMark`. */
export const markName = 'BOLTCALL_STARTED_BY';

/** Returns a unique mark: the process that starts a program (its id and start time), and a random part. */
export const newMark = (world: World): string => `${world.pid}.${world.birth(world.pid) ?? 0}.${world.random(6).toString('hex')}`;

/** Returns whether the process that created a mark is still running. */
export const ownerRuns = (world: World, mark: string): boolean => {
  const [pid, birth] = mark.split('.');
  return world.alive(Number(pid)) && (birth === '0' || world.birth(Number(pid)) === birth);
};

/** A process, its parent, and the text that contains its variables. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly variables: string;
}

/**
 * Returns all processes not older than the one with the id `since`, as far as the system shows them: none on Windows, and without the variables of
 * other users' processes.
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

/** Returns the fields of proc(5) after the name in parentheses: the state, the parent, …, and as the 20th the start time. */
const statOf = (pid: string): string[] => {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};

/** Uses proc(5) because many containers lack `ps`; reads synchronously, which takes a fifth of the time of many asynchronous reads. */
const fromProc = (since: number | undefined): Process[] => {
  const first = since === undefined ? 0 : Number(statOf(String(since))[19] ?? 0);
  return readdirSync('/proc').flatMap((pid): Process[] => {
    if (!/^\d+$/.test(pid)) return [];
    const stat = statOf(pid);
    if (stat.length < 20 || Number(stat[19]) < first) return [];
    return [{ pid: Number(pid), parent: Number(stat[1]), variables: read(`/proc/${pid}/environ`) }];
  });
};

/** `-E` shows the variables after the command. */
const fromPs = async (): Promise<Process[]> => {
  const { text } = await ask(['ps', '-AEww', '-o', 'pid=,ppid=,command=']);
  return text.split('\n').flatMap((line): Process[] => {
    const [, pid, parent, variables = ''] = /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), variables }];
  });
};

/**
 * Returns the processes of a program's tree: all descendants of `roots`, and everything with the mark, which includes processes that have left
 * (`setsid`) or lost their parents.
 */
export const treeOf = async (world: World, roots: readonly number[], mark: string): Promise<number[]> => {
  const all = await processes(world, world.pid);
  const found = new Set(all.filter(({ pid, variables }) => roots.includes(pid) || variables.includes(mark)).map(({ pid }) => pid));
  for (const one of found) for (const { pid, parent } of all) if (parent === one) found.add(pid);
  return [...found].filter((pid) => pid !== world.pid && world.alive(pid));
};
