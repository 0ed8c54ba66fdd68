import { Failure, usage } from '../../errors.ts';
import { readLong } from '../../values/text.ts';
import type { World } from '../../world.ts';

/** Returns the text of a file, or of standard input for `-`. `flag` is named in errors. Fails with `usage` if the file is not readable as UTF-8. */
export const readTextFile = (world: World, file: string, flag: string): Promise<string> =>
  readLong(file === '-' ? '-' : `@${file.replace(/^@/, '')}`, flag, world).catch((error: unknown) => {
    // Drop the hint about texts that start with @: this can only be a file.
    throw error instanceof Failure ? usage(error.message) : error;
  });
