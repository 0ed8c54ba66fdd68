import type { Answer } from '../client/client.ts';
import type { Contact } from '../ledger/ledger.ts';
import type { Row, Rows } from './rows.ts';

/** The values sent for one row. */
export type Input = Readonly<Record<string, unknown>>;

/** A row that can be sent, or why it cannot. */
export type Ready =
  | {
      readonly input: Input;
      /** Warnings about a row that is sent anyway. */
      readonly notes?: readonly string[];
    }
  | { readonly fault: string };

/** A task for the rows of a file, with one request per row. */
export interface Job {
  readonly file: string;
  readonly rows: Rows;
  /** Returns a row as the input of a request, with the same checks as typed values. */
  read(row: Row): Promise<Ready>;
  /** Returns the key by which rows count as duplicates: the second one is skipped. */
  key(input: Input, row: Row): string;
  /** Returns what is sent to whom, for the ledger. */
  contact(input: Input, row: Row): Contact;
  send(input: Input, signal: AbortSignal): Promise<Answer>;
}

/** The result of checking a file before anything is sent. */
export interface Survey {
  readonly rows: number;
  readonly ready: number;
  readonly faulty: number;
  readonly repeated: number;
  /** The first invalid rows. */
  readonly faults: ReadonlyArray<{ readonly line: number; readonly reason: string }>;
  /** The first warnings, and the number of rows that have one. */
  readonly notes: ReadonlyArray<{ readonly line: number; readonly reason: string }>;
  readonly noted: number;
  /** Which columns fill which field, and the unused ones. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly unused: readonly string[];
}
