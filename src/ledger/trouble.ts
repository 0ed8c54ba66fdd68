import { Failure } from '../errors.ts';
import { whyNotWritten } from '../files.ts';

/** The code of every failure of a ledger: nothing may be sent after it. */
export const ledgerCode = 'ledger';

/** A ledger that cannot be trusted or used: a usage failure, since nothing was sent; whoever has sent already says so instead. */
export const trouble = (message: string, hint: string, cause?: unknown): Failure =>
  new Failure('usage', message, { code: ledgerCode, hint, ...(cause === undefined ? {} : { cause }) });

/** The failure for a ledger file that cannot be written to. */
export const notWritten = (path: string, cause: unknown): Failure =>
  trouble(
    `cannot write the ledger ${path}: ${whyNotWritten(cause)}`,
    'Make room or make its folder writable, or name another store: `--ledger postgres://HOST/DATABASE`.',
    cause,
  );

/** The failure for a ledger file that was tampered with or damaged. */
export const damaged = (path: string, what: string): Failure =>
  trouble(
    `the ledger ${path} ${what}: who was contacted is no longer certain`,
    `Restore the file, or start over without what it held: \`boltcall ledger forget --all --ledger ${path}\`.`,
  );
