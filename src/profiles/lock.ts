import { dirname } from 'node:path';
import { Failure, systemCode } from '../errors.ts';
import { cannotWrite, makeDirectory } from '../files.ts';

/**
 * Runs `work` while no other process of ours uses the same file. Creates the file's directory (0700). A lock whose owner has died is taken over after
 * ten seconds. Throws `usage` if the directory is not writable or the lock stays taken.
 */
export const underLock = async <T>(file: string, work: () => T | Promise<T>): Promise<T> => {
  const { lock } = (await import('proper-lockfile')).default;
  let release: () => Promise<void>;
  try {
    makeDirectory(dirname(file));
    // The file itself need not exist. Attempts last about ten seconds, with jitter, for many concurrent writers.
    release = await lock(file, {
      realpath: false,
      stale: 10_000,
      // Work under a lock takes milliseconds. If the machine sleeps meanwhile, the program must not end.
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
