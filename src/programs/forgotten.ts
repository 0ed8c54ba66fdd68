import { readFile } from 'node:fs/promises';
import type { World } from '../world.ts';
import { markName, ownerRuns, processes } from './tree.ts';

/** A program that is still running although the process that started it was killed. */
export interface Forgotten {
  readonly pid: number;
  /** The command it was started with. */
  readonly command: string;
}

const marks = new RegExp(`(?:^|[\\0 ])${markName}=([^\\0]*)`);

/** Returns the programs of listeners and sandboxes that were killed along with their guards. Works only on Linux. */
export const forgotten = async (world: World): Promise<Forgotten[]> => {
  if (world.platform !== 'linux') return [];
  const found = (await processes(world)).filter(({ variables }) => {
    const mark = marks.exec(variables)?.[1]?.split(' ').at(-1);
    return mark !== undefined && !ownerRuns(world, mark);
  });
  return Promise.all(
    found.map(async ({ pid }) => ({
      pid,
      command: (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim(),
    })),
  );
};
