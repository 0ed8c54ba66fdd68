import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure, systemCode, usage } from '../errors.ts';
import { makeDirectory, writeWhole } from '../files.ts';
import { needsFile } from './rows.ts';

/** A private copy of a file: what is looked through and confirmed is what is sent, whatever becomes of the file meanwhile. */
export interface Snapshot {
  /** Where to read it, as often as wanted. */
  readonly path: string;
  /** Removes it. */
  close(): void;
}

/** Room that only this user sees: in a directory of ours, else where temporary files go. */
const room = (directory: string): string => {
  try {
    makeDirectory(directory);
    return mkdtempSync(join(directory, 'outgoing-'));
  } catch {
    return mkdtempSync(join(tmpdir(), 'boltcall-'));
  }
};

/**
 * Copies a file. Where the system can read a file that has no name any more, the copy has none: nothing is left of it even after a
 * `kill -9`. Fails with `usage` where the file cannot be read or the copy has no room.
 * @param directory where the copy is made, if it can be
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
    throw usage(`cannot read ${file} (${systemCode(error) ?? 'unknown'})`);
  }
};
