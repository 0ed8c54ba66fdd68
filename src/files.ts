import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure, systemCode } from './errors.ts';

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const make = (path: string, mode: number): void => {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (!isDirectory(path)) throw error;
  }
};

/**
 * Makes a directory and those above it that are missing; what is there already is left as it is. Node's own recursive way tries for
 * ever where a directory takes no new ones and says that it is not there (`/proc`).
 * @param path absolute
 * @param mode of each that is made; by default the user's alone
 * @throws what the file system said
 */
export const makeDirectory = (path: string, mode = 0o700): void => {
  try {
    make(path, mode);
  } catch (error) {
    const above = dirname(path);
    if (systemCode(error) !== 'ENOENT' || isDirectory(above) || above === path) throw error;
    makeDirectory(above, mode);
    make(path, mode);
  }
};

const words: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EFBIG: 'the file size limit is reached',
  ENOTDIR: 'part of its path is not a directory',
  EEXIST: 'part of its path is not a directory',
  ENOENT: 'its directory cannot be created',
};

/** Why a file of ours is not written, in words. */
export const whyNotWritten = (error: unknown): string => {
  const code = systemCode(error);
  return (code === undefined ? undefined : words[code]) ?? (error instanceof Error ? error.message : String(error));
};

/** The `usage` failure for a file in our directories that cannot be written. */
export const cannotWrite = (file: string, cause: unknown): Failure =>
  new Failure('usage', `cannot write ${file}: ${whyNotWritten(cause)}`, {
    hint: `Make ${dirname(file)} writable, or choose another directory with BOLTCALL_CONFIG_DIR and BOLTCALL_STATE_DIR.`,
    cause,
  });
