import { Failure } from '../errors.ts';
import { whyNotWritten } from '../files.ts';

/** Returns the failure of a run that stops before its next row because `what` can no longer be written. */
export const stopped = (what: string, cause: unknown): Failure =>
  new Failure('partial', `${what} cannot be written (${whyNotWritten(cause)}); stopped before the next row`, {
    cause,
    hint: 'Free some space or fix the location, then continue with --resume.',
  });
