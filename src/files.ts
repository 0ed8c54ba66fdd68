import { constants, mkdirSync, statSync } from 'node:fs';
import { copyFile, type FileHandle, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Writable } from 'node:stream';
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
  EISDIR: 'it is a directory',
  ELOOP: 'it is a link that leads back to itself',
  EPIPE: 'its reader has gone',
  ENXIO: 'nothing is behind it',
  ETXTBSY: 'it is a program that runs',
};

/** Why a file is not written, in words; of a failure of `writeWhole` as well. */
export const whyNotWritten = (error: unknown): string => {
  if (error instanceof Failure && error.cause !== undefined) return whyNotWritten(error.cause);
  const code = systemCode(error);
  return (code === undefined ? undefined : words[code]) ?? (error instanceof Error ? error.message : String(error));
};

/** The `usage` failure for a file in our directories that cannot be written. */
export const cannotWrite = (file: string, cause: unknown): Failure =>
  new Failure('usage', `cannot write ${file}: ${whyNotWritten(cause)}`, {
    hint: `Make ${dirname(file)} writable, or choose another directory with BOLTCALL_CONFIG_DIR and BOLTCALL_STATE_DIR.`,
    cause,
  });

/** How a whole file is written. */
export interface WholeOptions {
  /** Of a new file; what stands there already keeps its own. 0600 where nothing is said. */
  readonly mode?: number;
  /** Nobody else is to read it: 0600, whatever stood there before. */
  readonly secret?: boolean;
  /** It outlives a loss of power: waits until the disk has it. */
  readonly lasting?: boolean;
  /** What to do where it cannot be written. */
  readonly hint?: string;
  /** Ends the waiting for the reader of a named pipe. */
  readonly signal?: AbortSignal;
}

/** A file that is written bit by bit, and is there whole or not at all. Fails with `usage`, the reason in words, where it cannot be written. */
export interface Draft {
  /** Takes what is written; `write` is the same, and waits while the disk or the reader is slow. */
  readonly stream: Writable;
  write(data: string | Uint8Array): Promise<void>;
  /** Puts it in its place. */
  keep(): Promise<void>;
  /** Leaves what stood there before. Never fails. */
  drop(): Promise<void>;
  /** Why what was written last is not there, as `write` would throw it; undefined where nothing is wrong. */
  fault(): unknown;
}

/** Where bytes go until they are whole, and what becomes of them then. */
interface Place {
  readonly stream: Writable;
  keep(): Promise<void>;
  drop(): Promise<void>;
}

/** Where a link leads to, though nothing be there yet. */
const followed = async (path: string): Promise<string> => {
  const link = await readlink(path).catch(() => undefined);
  return link === undefined ? path : followed(resolve(await realpath(dirname(path)), link));
};

/** Ends a stream and waits until all of it is written. */
const ended = (stream: Writable): Promise<void> =>
  new Promise((done, failed) => {
    stream.once('error', failed);
    stream.end((error?: Error | null) => (error ? failed(stream.errored ?? error) : done()));
  });

/** Writes to an open file, and leaves the closing to whoever opened it. */
const streamOf = (handle: FileHandle): Writable =>
  new Writable({
    write: (chunk: Uint8Array, _, done) => {
      handle.writeFile(chunk).then(() => done(), done);
    },
  });

/** What is no plain file is written to as it is. */
const inPlace = (stream: Writable, close: () => Promise<void>): Place => ({
  stream,
  keep: async () => {
    await ended(stream);
    await close();
  },
  drop: async () => {
    stream.destroy();
    await close();
  },
});

/** Opens a named pipe once somebody reads it; without occupying a thread that nobody could end. */
const openPipe = async (path: string, signal: AbortSignal | undefined): Promise<Place> => {
  const { openSync } = await import('node:fs');
  const { Socket } = await import('node:net');
  const { setTimeout } = await import('node:timers/promises');
  for (;;) {
    try {
      const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      const socket = new Socket({ fd, readable: false, writable: true });
      return inPlace(socket, async () => void socket.destroy());
    } catch (error) {
      if (systemCode(error) !== 'ENXIO') throw error;
    }
    await setTimeout(25, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
  }
};

const openInPlace = async (path: string): Promise<Place> => {
  const handle = await open(path, 'w');
  return inPlace(streamOf(handle), () => handle.close());
};

/** What a program was given by its number is written to, wherever it leads. */
const isDescriptor = (path: string): boolean => /^\/(dev\/(std(out|err)|fd\/\d+)|proc\/(self|\d+)\/fd\/\d+)$/.test(path);

/** A file that may not be made beside the old one leaves only the old one itself to write to (a file mounted into a container). */
const mayNotMake = new Set(['EACCES', 'EPERM', 'EROFS']);

const openPlace = async (path: string, { mode = 0o600, secret = false, lasting = false, signal }: WholeOptions): Promise<Place> => {
  const old = await stat(path).catch((error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw error;
    return undefined;
  });
  if (old?.isDirectory()) throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' });
  if (old?.isFIFO()) return openPipe(path, signal);
  if (isDescriptor(path) || old?.isFile() === false) return openInPlace(path);

  const target = await followed(path);
  const { randomBytes } = await import('node:crypto');
  const temporary = join(dirname(target), `.boltcall-${randomBytes(8).toString('hex')}`);
  let handle: FileHandle;
  try {
    // Exclusive: never through a link, never into a file that is there.
    handle = await open(temporary, 'wx', old || secret ? 0o600 : mode);
  } catch (error) {
    if (old === undefined || !mayNotMake.has(systemCode(error) ?? '')) throw error;
    return openInPlace(target);
  }
  const stream = streamOf(handle);
  const drop = async (): Promise<void> => {
    stream.destroy();
    await handle.close().catch(() => {});
    await rm(temporary, { force: true }).catch(() => {});
  };
  return {
    stream,
    drop,
    keep: async () => {
      await ended(stream);
      if (old) {
        await handle.chown(old.uid, old.gid).catch(() => {});
        await handle.chmod(secret ? 0o600 : old.mode & 0o777).catch(() => {});
      }
      if (lasting) await handle.sync();
      await handle.close();
      await rename(temporary, target).catch(async (error: unknown) => {
        // A single file that is mounted here cannot be replaced, only written to.
        if (systemCode(error) !== 'EBUSY') throw error;
        await copyFile(temporary, target);
        await drop();
      });
    },
  };
};

/** Opens a file to be written whole; `writeWhole` says what becomes of which kind of file. */
export const openDraft = async (path: string, options: WholeOptions = {}): Promise<Draft> => {
  const failure = (cause: unknown): unknown => {
    if (cause instanceof Failure) return cause;
    if (options.hint === undefined) return cannotWrite(path, cause);
    const why = systemCode(cause) === 'ENOENT' ? 'its directory does not exist' : whyNotWritten(cause);
    return new Failure('usage', `cannot write ${path}: ${why}`, { hint: options.hint, cause });
  };
  const place = await openPlace(path, options).catch((error: unknown) => {
    throw failure(error);
  });
  const { stream } = place;
  // Whoever writes hears of it; nobody else needs to.
  stream.on('error', () => {});
  return {
    stream,
    write: (data) =>
      new Promise((written, failed) => {
        stream.write(data, (error) => (error ? failed(failure(stream.errored ?? error)) : written()));
      }),
    keep: async () => {
      try {
        await place.keep();
      } catch (error) {
        await place.drop().catch(() => {});
        throw failure(error);
      }
    },
    drop: () => place.drop().catch(() => {}),
    fault: () => (stream.errored ? failure(stream.errored) : undefined),
  };
};

/**
 * Writes a whole file, the one way in which this program does it: under a name that nobody can guess, beside its place, and renamed when
 * whole, so that a file of that name is never half one and the last of several writers wins. A link stays and its target is replaced;
 * what is not a plain file (a device, a pipe, a file that is mounted) is written to.
 * @param content all of it, or pieces as they come, or what writes it to a stream
 * @throws `usage` with the reason where it cannot be written; what `content` throws, as it is
 */
export const writeWhole = async (
  path: string,
  content: string | Uint8Array | AsyncIterable<string | Uint8Array> | ((sink: Writable) => Promise<void>),
  options: WholeOptions = {},
): Promise<void> => {
  const draft = await openDraft(path, options);
  try {
    if (typeof content === 'function') await content(draft.stream);
    else if (typeof content === 'string' || content instanceof Uint8Array) await draft.write(content);
    else for await (const piece of content) await draft.write(piece);
  } catch (error) {
    await draft.drop();
    throw draft.fault() ?? error;
  }
  await draft.keep();
};
