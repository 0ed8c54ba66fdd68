import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { World } from '../world.ts';

/**
 * What a process has started, and what that has started: their ids, as far as the system tells. `npm run` and other shells do not
 * hand a signal on to what they run.
 */
export const descendants = async (world: World, pid: number): Promise<number[]> => {
  if (world.platform === 'win32') return [];
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']).catch(() => ({ stdout: '' }));
  const children = new Map<number, number[]>();
  for (const line of stdout.split('\n')) {
    const [child = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    if (child > 0) children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const found = [...(children.get(pid) ?? [])];
  for (const one of found) found.push(...(children.get(one) ?? []));
  return found;
};
