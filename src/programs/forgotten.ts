import { readFile } from 'node:fs/promises';
import type { World } from '../world.ts';
import { markName, ownerRuns, processes } from './tree.ts';

/** A program that runs on though whoever started it was killed. */
export interface Forgotten {
  readonly pid: number;
  /** What it was started with. */
  readonly command: string;
}

const marks = new RegExp(`(?:^|[\\0 ])${markName}=([^\\0]*)`);

/** The programs of listeners and sandboxes that were killed, their guards with them. Only Linux tells. */
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
