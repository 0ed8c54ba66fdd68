import { fstat, write } from 'node:fs';

/**
 * Appends bytes to an open file, and says whether the file still has a name: somebody may have removed it. Node's callbacks and not
 * its file handles, which take five times as long for the same; a listener does this at every delivery.
 */
export const append = (descriptor: number, bytes: Buffer): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const go = (from: number): void => {
      write(descriptor, bytes, from, bytes.length - from, null, (error, written) => {
        if (error) return reject(error);
        if (from + written < bytes.length) return go(from + written);
        fstat(descriptor, (fault, { nlink }) => (fault ? reject(fault) : resolve(nlink > 0)));
      });
    };
    go(0);
  });
