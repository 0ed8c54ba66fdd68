import { chmodSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Gives the owner alone what others may do with it, too; its path and old mode where there was something to take, and it could be taken. */
const close = (path: string, wanted: number): string[] => {
  try {
    const mode = statSync(path).mode & 0o777;
    if ((mode & 0o077) === 0) return [];
    chmodSync(path, wanted);
    // Windows has no such modes.
    if ((statSync(path).mode & 0o077) !== 0) return [];
    return [`${path} (0${mode.toString(8)})`];
  } catch {
    // It is not there yet, or belongs to somebody else, of which `doctor` tells.
    return [];
  }
};

/**
 * Closes a file with keys, and its directory, to everybody but its owner. A directory that holds anything else than this file is left as
 * it is: a shared one may have been named. Returns a sentence that says so, undefined where nothing was open.
 */
export const tighten = (file: string): string | undefined => {
  const directory = dirname(file);
  const ours = readdirSync(directory).every((name) => name.startsWith(basename(file)));
  const closed = [...(ours ? close(directory, 0o700) : []), ...close(file, 0o600)];
  return closed.length === 0 ? undefined : `Others could look into ${closed.join(' and ')}; now only you can.`;
};
