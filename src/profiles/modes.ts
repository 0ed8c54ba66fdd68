import { chmodSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Removes the access of group and others; returns the path and its old mode if access was removed. */
const close = (path: string, wanted: number): string[] => {
  try {
    const mode = statSync(path).mode & 0o777;
    if ((mode & 0o077) === 0) return [];
    chmodSync(path, wanted);
    // Windows does not have these modes.
    if ((statSync(path).mode & 0o077) !== 0) return [];
    return [`${path} (0${mode.toString(8)})`];
  } catch {
    // It does not exist yet or belongs to another user, which `doctor` reports.
    return [];
  }
};

/**
 * Makes a file with keys, and its directory, accessible only to the owner. A directory that contains anything else is not changed, because it may be
 * shared. Returns a sentence about the changes, or undefined if nothing was open.
 */
export const tighten = (file: string): string | undefined => {
  const directory = dirname(file);
  const ours = readdirSync(directory).every((name) => name.startsWith(basename(file)));
  const closed = [...(ours ? close(directory, 0o700) : []), ...close(file, 0o600)];
  return closed.length === 0 ? undefined : `Others could look into ${closed.join(' and ')}; now only you can.`;
};
