import { closeSync, constants, fdatasync, fstatSync, linkSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { systemCode, whyNotRead } from '../errors.ts';
import { makeDirectory } from '../files.ts';
import type { World } from '../world.ts';
import { type Entries, openEntries } from './entries.ts';
import { headerLine, heading, version } from './lines.ts';
import { damaged, notWritten, trouble } from './trouble.ts';

const flush = promisify(fdatasync);

/** Bytes to read at once. */
const piece = 1024 * 1024;

/** An open ledger file: its entries, and how to append to it. */
export interface LedgerFile {
  readonly path: string;
  readonly id: string;
  readonly entries: Entries;
  /** The number of bytes read so far. */
  readonly size: number;
  /** Reads what any run has appended since. Throws if the file was cut, removed or damaged. */
  catchUp(): void;
  /** Appends complete lines in one write. */
  append(lines: readonly string[]): void;
  /** Waits until the appended lines are on disk. */
  flush(): Promise<void>;
  close(): void;
}

const header = new RegExp(`^${heading}(\\d+) ([0-9a-f]{16})\\.$`);

const open = (path: string): number | undefined => {
  try {
    return openSync(path, constants.O_RDWR | constants.O_APPEND);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return undefined;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') throw notWritten(path, error);
    throw trouble(`cannot read the ledger ${path}: ${whyNotRead(error)}`, 'Make it readable, or name another store with `--ledger`.', error);
  }
};

/** Creates a new ledger: the first creator wins, and no reader sees the file without its first line. */
const create = (path: string, id: string): void => {
  const part = `${path}.${id}`;
  try {
    makeDirectory(dirname(path));
    writeFileSync(part, `${headerLine(id)}\n`, { flag: 'wx', mode: 0o600 });
    try {
      linkSync(part, path);
    } catch (error) {
      const code = systemCode(error);
      // For file systems without hard links.
      if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS')
        writeFileSync(path, `${headerLine(id)}\n`, { flag: 'wx', mode: 0o600 });
      else throw error;
    }
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw notWritten(path, error);
  } finally {
    rmSync(part, { force: true });
  }
};

/**
 * Opens a ledger file and reads it once; returns undefined if there is none and `make` is not set. Throws `usage` if it cannot be read or written, is
 * from a newer version, or was emptied, cut or damaged.
 */
export const openLedgerFile = async (
  path: string,
  make: boolean,
  world: Pick<World, 'random'>,
  entries: Entries = openEntries(),
): Promise<LedgerFile | undefined> => {
  let handle = open(path);
  if (handle === undefined && make) {
    create(path, world.random(8).toString('hex'));
    handle = open(path);
  }
  if (handle === undefined) return undefined;
  try {
    return await read(path, handle, entries);
  } catch (error) {
    closeSync(handle);
    throw error;
  }
};

const read = async (path: string, handle: number, entries: Entries): Promise<LedgerFile> => {
  const { size } = fstatSync(handle);
  if (size === 0) throw damaged(path, 'is empty, so it was cut');
  const first = Buffer.alloc(64);
  const line = first.toString('latin1', 0, readSync(handle, first, 0, first.length, 0)).split('\n')[0] ?? '';
  const [, itsVersion, id] = header.exec(line) ?? [];
  if (Number(itsVersion) > version || (id === undefined && line.startsWith(heading) && Number(line.slice(heading.length).split(' ')[0]) > version))
    throw trouble(`the ledger ${path} was written by a newer boltcall`, 'Update boltcall, or name another store with `--ledger`.');
  if (id === undefined) throw damaged(path, 'does not begin as a ledger does');
  const start = line.length + 1;
  let offset = start;
  let bytes = Buffer.alloc(Math.min(piece, Math.max(size, 4096)));

  /** Reads the next chunk; returns false at the end. An incomplete line is read again next time. */
  const next = (): boolean => {
    const length = readSync(handle, bytes, 0, bytes.length, offset);
    const whole = bytes.subarray(0, length).lastIndexOf(10) + 1;
    if (whole === 0) {
      if (length < bytes.length) return false;
      bytes = Buffer.alloc(bytes.length * 2);
      return true;
    }
    for (let at = 0; at < whole; ) {
      const end = bytes.indexOf(10, at);
      // Without its full stop, the line was cut off when its writer ended; it never counted.
      if (end > at && bytes[end - 1] === 46 && !entries.apply(bytes, at, end - 1))
        throw damaged(path, `contains an invalid line (at byte ${offset + at})`);
      at = end + 1;
    }
    offset += whole;
    return true;
  };

  for (let pieces = 1; next(); pieces += 1) {
    // While reading a long file, leave room for Ctrl-C.
    if (pieces % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    path,
    id,
    entries,
    get size() {
      return offset;
    },
    catchUp: () => {
      const { size: now, nlink } = fstatSync(handle);
      if (nlink === 0) throw damaged(path, 'was removed while this run worked with it');
      if (now < offset) throw damaged(path, 'was cut');
      if (now > offset) while (next());
    },
    append: (lines) => {
      // The first newline ends a line that another process could not finish.
      const data = Buffer.from(`\n${lines.join('\n')}\n`);
      try {
        const written = writeSync(handle, data);
        if (written < data.length) throw Object.assign(new Error('cut short'), { code: 'ENOSPC' });
      } catch (error) {
        throw notWritten(path, error);
      }
    },
    flush: async () => {
      try {
        await flush(handle);
      } catch (error) {
        // Some file systems have nothing to flush.
        if (systemCode(error) !== 'EINVAL' && systemCode(error) !== 'ENOTSUP') throw notWritten(path, error);
      }
    },
    close: () => closeSync(handle),
  };
};
