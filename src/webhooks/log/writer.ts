import { closeSync, fstatSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../../errors.ts';
import { makeDirectory } from '../../files.ts';
import type { World } from '../../world.ts';
import { fileName, isFull, type Knowledge, prune } from './files.ts';

/** Writes lines to this process's own files, and starts a new one when one is full. */
export interface Writer {
  /**
   * Appends complete lines that contain this many deliveries. They are handed to the operating system before this returns, so a
   * `kill -9` loses none of them. Throws the file system's error.
   */
  write(lines: Buffer, deliveries: number): void;
  /** Closes the last file and removes old files. */
  close(): Promise<void>;
}

/** Delay between a full file and removing old files (ms), so that a burst causes one removal. */
const tidyAfter = 250;

/**
 * Opens the first file at once, so that a listener can report at its start that nothing will be logged. `onFault` gets errors
 * from removing old files.
 */
export const openWriter = (folder: string, world: World, onFault: (error: unknown) => void): Writer => {
  const known: Knowledge = { closed: new Set(), counts: new Map(), current: () => file?.name, alive: (pid) => world.alive(pid) };
  let made = 0;
  let planned: (() => void) | undefined;
  let tidying: Promise<void> = Promise.resolve();

  const start = () => {
    made += 1;
    const name = fileName(world.now(), world.pid, made, world.random(3).toString('hex'));
    return { name, descriptor: create(folder, name), deliveries: 0, bytes: 0 };
  };
  let file: ReturnType<typeof start> | undefined = start();

  const finish = (): void => {
    if (!file) return;
    const { name, descriptor, bytes, deliveries } = file;
    file = undefined;
    known.closed.add(name);
    known.counts.set(name, { bytes, deliveries });
    closeSync(descriptor);
    if (bytes === 0) removeIfThere(join(folder, name));
  };

  const tidy = (): void => {
    planned ??= world.after(tidyAfter, () => {
      planned = undefined;
      tidying = tidying.then(() => prune(folder, world.now(), known)).catch(onFault);
    });
  };

  // Earlier listeners may have left too much already.
  tidy();
  return {
    write: (lines, deliveries) => {
      file ??= start();
      // If the log was cleared, including this file, the lines written to the removed file are written again.
      while (!append(file.descriptor, lines)) {
        finish();
        file = start();
      }
      file.bytes += lines.length;
      file.deliveries += deliveries;
      if (!isFull(file)) return;
      finish();
      tidy();
    },
    close: async () => {
      finish();
      planned?.();
      await tidying;
      await prune(folder, world.now(), known);
    },
  };
};

const create = (folder: string, name: string): number => {
  try {
    return openSync(join(folder, name), 'ax', 0o600);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    // The first time, or the whole directory was removed meanwhile.
    makeDirectory(folder);
    return openSync(join(folder, name), 'ax', 0o600);
  }
};

/** Appends bytes to an open file. Returns whether the file still exists in its directory. */
const append = (descriptor: number, bytes: Buffer): boolean => {
  for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
  return fstatSync(descriptor).nlink > 0;
};

const removeIfThere = (path: string): void => {
  try {
    unlinkSync(path);
  } catch {
    // Cleared meanwhile, or kept: an empty file adds nothing to the log.
  }
};
