import { open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Places } from '../../profiles/directories.ts';
import { deliveryStart } from './entry.ts';

/**
 * The log is a directory of small append-only files. Each process writes its own files and starts a new one when one is full.
 * This way two listeners never write into each other's lines, and the oldest deliveries are removed as whole files.
 */

/** Maximum size of the log, over all files. */
export const bounds = { deliveries: 10_000, bytes: 64 * 1024 * 1024 } as const;
/** When a file is full: small compared to the log's limits, so that little more than needed is removed at a time. */
export const full = { deliveries: 250, bytes: 2 * 1024 * 1024 } as const;

/** Returns the log's directory. */
export const logFolder = (places: Places): string => join(places.state, 'log');

const ending = '.jsonl';

/** Returns the name of a new file. Names sort by creation time. `at` is in ms since 1970. */
export const fileName = (at: number, pid: number, count: number, random: string): string =>
  `${String(at).padStart(14, '0')}-${pid}-${String(count).padStart(6, '0')}-${random}${ending}`;

/** Returns the names of the files, oldest first; empty if there is no log yet. */
export const listFiles = async (folder: string): Promise<string[]> => {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
};

/** Returns the files written last that together hold at least this many bytes, or all, oldest first. */
export const lastWritten = async (folder: string, bytes: number): Promise<string[]> => {
  const files = await Promise.all(
    (await listFiles(folder)).map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined);
      return { name, size: found?.size ?? 0, at: found?.mtimeMs ?? 0 };
    }),
  );
  files.sort((a, b) => b.at - a.at || (a.name < b.name ? 1 : -1));
  let sum = 0;
  const enough = files.findIndex(({ size }) => {
    sum += size;
    return sum >= bytes;
  });
  return files
    .slice(0, enough < 0 ? files.length : enough + 1)
    .map(({ name }) => name)
    .sort();
};

/** Counts the deliveries in a file, reading in chunks and without parsing. */
const countDeliveries = async (path: string): Promise<number> => {
  const wanted = Buffer.from(`\n${deliveryStart}`);
  const overlap = wanted.length - 1;
  const file = await open(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(256 * 1024);
    // The first line counts as preceded by a newline.
    let held = piece.write('\n');
    let count = 0;
    for (;;) {
      const { bytesRead } = await file.read(piece, held, piece.length - held);
      if (bytesRead === 0) return count;
      const seen = piece.subarray(0, held + bytesRead);
      for (let at = seen.indexOf(wanted); at >= 0; at = seen.indexOf(wanted, at + wanted.length)) count += 1;
      // The end of a chunk is searched again with the next one; it is too short to contain a whole marker twice.
      held = Math.min(overlap, seen.length);
      seen.copy(piece, 0, seen.length - held);
    }
  } finally {
    await file.close();
  }
};

/** What a process knows of its own files: which it has closed, which it writes, and what it has counted. */
export interface Knowledge {
  /** Files that this process wrote and will not write again. */
  readonly closed: Set<string>;
  /** Returns the file that this process writes now. */
  current(): string | undefined;
  readonly counts: Map<string, { readonly bytes: number; readonly deliveries: number; readonly at?: number }>;
  /** Returns whether a process is running. */
  alive(pid: number): boolean;
}

/** A file of a running process that was written this recently and is not full may still be in use (ms). */
const busyMs = 5_000;
/** An empty file this old was left by a listener that received nothing and was killed (ms). */
const forgottenMs = 24 * 60 * 60 * 1000;

interface Measured {
  readonly name: string;
  readonly bytes: number;
  readonly deliveries: number;
  /** When it was last written, in ms. */
  readonly at: number;
}

const measure = async (folder: string, name: string, known: Knowledge): Promise<Measured | undefined> => {
  const before = known.counts.get(name);
  // Nobody writes to it any more, so it needs no check: a busy listener has filled many since the last time.
  const closed = known.closed.has(name);
  if (closed && before?.at !== undefined) return { name, bytes: before.bytes, deliveries: before.deliveries, at: before.at };
  try {
    const { size, mtimeMs } = await stat(join(folder, name));
    const deliveries = before?.bytes === size ? before.deliveries : await countDeliveries(join(folder, name));
    known.counts.set(name, { bytes: size, deliveries, ...(closed ? { at: mtimeMs } : {}) });
    return { name, bytes: size, deliveries, at: mtimeMs };
  } catch {
    return undefined; // Removed meanwhile by another process that prunes too.
  }
};

/** Returns whether the next entry goes to a new file. */
export const isFull = (file: { readonly deliveries: number; readonly bytes: number }): boolean =>
  file.deliveries >= full.deliveries || file.bytes >= full.bytes;

/** Returns whether no process can be writing the file: a full file is never written again, and only the process in its name writes it. */
const isAtRest = (file: Measured, now: number, known: Knowledge): boolean =>
  known.closed.has(file.name) || isFull(file) || Math.abs(now - file.at) >= busyMs || !known.alive(Number(file.name.split('-')[1]));

/** Removes the files written longest ago until the rest is within the limits. `now` is in ms. */
export const prune = async (folder: string, now: number, known: Knowledge): Promise<void> => {
  const files: Measured[] = [];
  for (const name of await listFiles(folder)) {
    const file = await measure(folder, name, known);
    if (file) files.push(file);
  }
  files.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
  let deliveries = files.reduce((sum, file) => sum + file.deliveries, 0);
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  for (const file of files) {
    const forgotten = file.bytes === 0 && now - file.at > forgottenMs;
    const tooMuch = deliveries > bounds.deliveries || bytes > bounds.bytes;
    if (!(tooMuch || forgotten) || file.name === known.current() || !isAtRest(file, now, known)) continue;
    // Written since it was measured, so it is in use after all.
    const fresh = known.closed.has(file.name) ? undefined : await stat(join(folder, file.name)).catch(() => undefined);
    if (fresh !== undefined && fresh.mtimeMs !== file.at) continue;
    await unlink(join(folder, file.name)).catch(() => undefined);
    known.counts.delete(file.name);
    known.closed.delete(file.name);
    deliveries -= file.deliveries;
    bytes -= file.bytes;
  }
};
