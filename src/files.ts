import { constants, mkdirSync, statSync } from 'node:fs';
import { copyFile, type FileHandle, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { Failure, fileReasons, systemCode } from './errors.ts';

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const make = (path: string, mode: number): void => {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (!isDirectory(path)) throw error;
  }
};

/**
 * Creates a directory and its missing parents; existing ones are left unchanged. Node's own recursive mode loops forever if a directory cannot have
 * new entries and reports that it does not exist (`/proc`).
 * @param path absolute
 * @param mode of each created directory; by default only the user has access
 * @throws the file system error
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
  ...fileReasons,
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EFBIG: 'the file size limit is reached',
  EEXIST: 'part of its path is not a directory',
  ENOENT: 'its directory cannot be created',
  EPIPE: 'its reader has gone',
  ENXIO: 'nothing is behind it',
  ETXTBSY: 'it is a program that runs',
};

/** Returns in words why a file was not written; also handles failures of `writeWhole`. */
export const whyNotWritten = (error: unknown): string => {
  if (error instanceof Failure && error.cause !== undefined) return whyNotWritten(error.cause);
  const code = systemCode(error);
  return (code === undefined ? undefined : words[code]) ?? (error instanceof Error ? error.message : String(error));
};

/** Returns the `usage` failure for a file in our directories that cannot be written. */
export const cannotWrite = (file: string, cause: unknown): Failure =>
  new Failure('usage', `cannot write ${file}: ${whyNotWritten(cause)}`, {
    hint: `Make ${dirname(file)} writable, or choose another directory with BOLTCALL_CONFIG_DIR and BOLTCALL_STATE_DIR.`,
    cause,
  });

/** Options for writing a whole file. */
export interface WholeOptions {
  /** Mode of a new file (default 0600); an existing file keeps its own. */
  readonly mode?: number;
  /** Only the user may read it: 0600, whatever mode the existing file has. */
  readonly secret?: boolean;
  /** Survives a power failure: waits until the data is on disk. */
  readonly lasting?: boolean;
  /** The hint if it cannot be written. */
  readonly hint?: string;
  /** Stops waiting for a reader of a named pipe. */
  readonly signal?: AbortSignal;
}

/** A file that is written incrementally and appears whole or not at all. Fails with `usage` and the reason if it cannot be written. */
export interface Draft {
  /** Accepts the content. `write` is the same, but waits while the disk or the reader is slow. */
  readonly stream: Writable;
  write(data: string | Uint8Array): Promise<void>;
  /** Moves the file into place. */
  keep(): Promise<void>;
  /** Leaves the previous file in place. Never fails. */
  drop(): Promise<void>;
  /** Returns why the last write failed, as `write` would throw it; undefined if nothing failed. */
  fault(): unknown;
}

/** Where data goes until it is complete, and how it is then kept or dropped. */
interface Place {
  readonly stream: Writable;
  keep(): Promise<void>;
  drop(): Promise<void>;
}

/** Returns the target of a symbolic link, even if the target does not exist yet. */
const followed = async (path: string): Promise<string> => {
  const link = await readlink(path).catch(() => undefined);
  return link === undefined ? path : followed(resolve(await realpath(dirname(path)), link));
};

/** Ends a stream and waits until everything is written. */
const ended = (stream: Writable): Promise<void> =>
  new Promise((done, failed) => {
    stream.once('error', failed);
    stream.end((error?: Error | null) => (error ? failed(stream.errored ?? error) : done()));
  });

/** Returns a stream that writes to an open file and leaves closing it to the code that opened it. */
const streamOf = (handle: FileHandle): Writable =>
  new Writable({
    write: (chunk: Uint8Array, _, done) => {
      handle.writeFile(chunk).then(() => done(), done);
    },
  });

/** Returns a place that is written to directly, for anything that is not a regular file. */
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

/** Opens a named pipe once it has a reader, without blocking a thread that could not be stopped. */
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

/** Whether a path names an inherited file descriptor, which is written to directly, whatever it refers to. */
const isDescriptor = (path: string): boolean => /^\/(dev\/(std(out|err)|fd\/\d+)|proc\/(self|\d+)\/fd\/\d+)$/.test(path);

/** If a file may not be created beside the old one, the old one itself is written to (such as a file mounted into a container). */
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
    // Exclusive: never follows a link and never opens an existing file.
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
        // A single mounted file cannot be replaced, only written to.
        if (systemCode(error) !== 'EBUSY') throw error;
        await copyFile(temporary, target);
        await drop();
      });
    },
  };
};

/** Opens a file to be written whole; see `writeWhole` for how each kind of file is handled. */
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
  // The writer gets the error; an unhandled `error` event would end the program.
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
 * Writes a whole file; the program writes whole files in no other way. The content goes to a file with an unguessable name in the same directory,
 * which is renamed once complete: the file is never partially written, and the last of several writers wins. A link stays and its target is
 * replaced; anything but a regular file (a device, a pipe, a mounted file) is written to directly.
 * @param content all of it, or chunks as they arrive, or a function that writes it to a stream
 * @throws `usage` with the reason if it cannot be written; anything `content` throws, unchanged
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
