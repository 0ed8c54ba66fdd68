import { Failure, usage } from '../../errors.ts';
import { readLong } from '../../values/text.ts';
import type { World } from '../../world.ts';

/** The text of a file, or of standard input for `-`. `flag`: who names it, for errors. Fails with `usage` where it cannot be read as UTF-8. */
export const readTextFile = (world: World, file: string, flag: string): Promise<string> =>
  readLong(file === '-' ? '-' : `@${file.replace(/^@/, '')}`, flag, world).catch((error: unknown) => {
    // Without the hint on texts that begin with @: a file is all that it can be.
    throw error instanceof Failure ? usage(error.message) : error;
  });
