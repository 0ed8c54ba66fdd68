import { Failure } from '../errors.ts';
import { whyNotWritten } from '../files.ts';

/** The code of every ledger failure; nothing may be sent after it. */
export const ledgerCode = 'ledger';

/**
 * Returns the failure for a ledger that cannot be trusted or used. It is a usage failure because nothing was sent; callers that have sent something
 * report that instead.
 */
export const trouble = (message: string, hint: string, cause?: unknown): Failure =>
  new Failure('usage', message, { code: ledgerCode, hint, ...(cause === undefined ? {} : { cause }) });

/** Returns the failure for a ledger file that is not writable. */
export const notWritten = (path: string, cause: unknown): Failure =>
  trouble(
    `cannot write the ledger ${path}: ${whyNotWritten(cause)}`,
    'Make room or make its folder writable, or name another store: `--ledger postgres://HOST/DATABASE`.',
    cause,
  );

/** Returns the failure for a ledger file that was tampered with or damaged. */
export const damaged = (path: string, what: string): Failure =>
  trouble(
    `the ledger ${path} ${what}: who was contacted is no longer certain`,
    `Restore the file, or start over without what it held: \`boltcall ledger forget --all --ledger ${path}\`.`,
  );
