import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { World } from '../../../world.ts';

/**
 * The whole path of a program of this name on the PATH; undefined where there is none that may be run. Folders relative to the
 * working directory do not count: what lies in a cloned repository is never started.
 */
export const findProgram = async ({ env, platform }: World, name: string): Promise<string | undefined> => {
  const windows = platform === 'win32';
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(isAbsolute);
  const endings = windows ? (env['PATHEXT'] ?? '.EXE;.CMD').split(';') : [''];
  for (const folder of folders) {
    for (const ending of endings) {
      const path = join(folder, name + ending.toLowerCase());
      if (await runnable(path)) return path;
    }
  }
  return undefined;
};

const runnable = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};
