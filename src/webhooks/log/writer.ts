import { closeSync, fstatSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../../errors.ts';
import { makeDirectory } from '../../files.ts';
import type { World } from '../../world.ts';
import { fileName, isFull, type Knowledge, prune } from './files.ts';

/** Writes lines into files of this process's own, a new one whenever one is full. */
export interface Writer {
  /**
   * Appends whole lines that hold so many deliveries. They are with the system when this returns, so that a `kill -9` loses nothing
   * of them. Throws what the file system said.
   */
  write(lines: Buffer, deliveries: number): void;
  /** Ends the last file, and removes what is too old. */
  close(): Promise<void>;
}

/** From a full file until what is too old is looked for (ms): once for a burst of them. */
const tidyAfter = 250;

/** Opens the first file at once, so that a listener can say at its start that nothing will be kept. `onFault` hears of failures of removals. */
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

  // What earlier listeners left may be too much already.
  tidy();
  return {
    write: (lines, deliveries) => {
      file ??= start();
      // Where somebody cleared the log, and this file with it, what went into the removed file is written once more.
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
    // The first time, or somebody has removed the whole directory meanwhile.
    makeDirectory(folder);
    return openSync(join(folder, name), 'ax', 0o600);
  }
};

/** Appends bytes to an open file, and says whether the file still has a name. */
const append = (descriptor: number, bytes: Buffer): boolean => {
  for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
  return fstatSync(descriptor).nlink > 0;
};

const removeIfThere = (path: string): void => {
  try {
    unlinkSync(path);
  } catch {
    // Cleared meanwhile, or kept: an empty file is nothing in the log.
  }
};
