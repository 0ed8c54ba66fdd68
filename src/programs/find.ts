import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, extname, isAbsolute, join, resolve } from 'node:path';
import { usage } from '../errors.ts';
import type { World } from '../world.ts';

/** Returns the possible file extensions of a program. */
const endings = ({ env, platform }: World, name: string): string[] =>
  platform === 'win32' && extname(name) === '' ? (env['PATHEXT'] ?? '.EXE;.CMD').toLowerCase().split(';') : [''];

/** The default search path of a system without PATH. */
const usualPath = '/usr/bin:/bin';

const folders = ({ env }: World): string[] => (env['PATH'] ?? env['Path'] ?? usualPath).split(delimiter);

const isFile = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};

const runnable = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return await isFile(path);
  } catch {
    return false;
  }
};

const firstOf = async (paths: readonly string[], fits: (path: string) => Promise<boolean>): Promise<string | undefined> => {
  for (const path of paths) if (await fits(path)) return path;
  return undefined;
};

/**
 * Returns the absolute path of a program on the PATH; undefined if there is no executable one. Skips folders relative to the working directory, so
 * that nothing from a cloned repository is started.
 */
export const findProgram = (world: World, name: string): Promise<string | undefined> => {
  const paths = folders(world)
    .filter(isAbsolute)
    .flatMap((folder) => endings(world, name).map((ending) => join(folder, name + ending)));
  return firstOf(paths, runnable);
};

/** Throws `usage` if the program that a user typed, a name or a path, cannot be started; called before anything is sent for it. */
export const checkProgram = async (world: World, name: string): Promise<void> => {
  const places = name.includes('/') || (world.platform === 'win32' && name.includes('\\')) ? [''] : folders(world);
  const paths = places.flatMap((folder) => endings(world, name).map((ending) => resolve(world.cwd, folder, name + ending)));
  if ((await firstOf(paths, runnable)) !== undefined) return;
  throw cannotStart(name, (await firstOf(paths, isFile)) === undefined ? 'no such program' : 'permission denied');
};

/** Returns the failure for a program that could not be started. `why`: a clause. */
export const cannotStart = (program: string, why: string) => usage(`${program} cannot be started: ${why}`);
