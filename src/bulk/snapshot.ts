import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure, usage, whyNotRead } from '../errors.ts';
import { makeDirectory, writeWhole } from '../files.ts';
import { needsFile } from './rows.ts';

/** A private copy of a file: what was checked and confirmed is what is sent, even if the file changes in the meantime. */
export interface Snapshot {
  /** The path to read, as often as needed. */
  readonly path: string;
  /** Deletes the copy. */
  close(): void;
}

/** Creates a directory that only this user can read: in our own directory, else in the directory for temporary files. */
const room = (directory: string): string => {
  try {
    makeDirectory(directory);
    return mkdtempSync(join(directory, 'outgoing-'));
  } catch {
    return mkdtempSync(join(tmpdir(), 'boltcall-'));
  }
};

/**
 * Copies a file. If the system can read a deleted file, the copy is deleted at once, so nothing is left of it even after `kill -9`. Throws `usage` if
 * the file cannot be read or there is no space for the copy.
 * @param directory the preferred place of the copy
 */
export const takeSnapshot = async (file: string, directory: string, platform: string): Promise<Snapshot> => {
  const kind = statSync(file, { throwIfNoEntry: false });
  if (kind === undefined) throw usage(`no such file: ${file}`);
  if (!kind.isFile() && !kind.isDirectory()) throw needsFile();
  const folder = room(directory);
  const path = join(folder, 'rows.csv');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    await writeWhole(path, createReadStream(file), { secret: true });
    if (platform !== 'linux') return { path, close: remove };
    const handle = openSync(path, 'r');
    remove();
    return { path: `/proc/self/fd/${handle}`, close: () => closeSync(handle) };
  } catch (error) {
    remove();
    if (error instanceof Failure) throw error;
    throw usage(`cannot read ${file}: ${whyNotRead(error)}`);
  }
};
