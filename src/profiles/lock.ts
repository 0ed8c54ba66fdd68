import { dirname } from 'node:path';
import { Failure, systemCode } from '../errors.ts';
import { cannotWrite, makeDirectory } from '../files.ts';

/**
 * Runs `work` while no other process of ours works on the same file. Makes the file's directory (0700). A lock whose holder has
 * died is taken over after ten seconds. Fails with `usage` where the directory cannot be written to or the lock stays taken.
 */
export const underLock = async <T>(file: string, work: () => T | Promise<T>): Promise<T> => {
  const { lock } = (await import('proper-lockfile')).default;
  let release: () => Promise<void>;
  try {
    makeDirectory(dirname(file));
    // The file itself need not exist. Some ten seconds of tries, with jitter, for many writers at once.
    release = await lock(file, {
      realpath: false,
      stale: 10_000,
      // Work under a lock takes milliseconds. A machine that slept meanwhile must not end the program.
      onCompromised: () => undefined,
      retries: { retries: 120, factor: 1.2, minTimeout: 10, maxTimeout: 150, randomize: true },
    });
  } catch (cause) {
    if (systemCode(cause) !== 'ELOCKED') throw cannotWrite(file, cause);
    throw new Failure('usage', `another boltcall process holds ${file}.lock`, {
      hint: 'Wait for it to finish, or remove the lock if none is running.',
      cause,
    });
  }
  try {
    return await work();
  } finally {
    await release();
  }
};
