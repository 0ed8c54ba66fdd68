import type { Answer } from '../client/client.ts';
import type { Contact } from '../ledger/ledger.ts';
import type { Row, Rows } from './rows.ts';

/** What is sent of one row. */
export type Input = Readonly<Record<string, unknown>>;

/** A row that can be sent, or why it cannot. */
export type Ready =
  | {
      readonly input: Input;
      /** What is worth a look, though it is sent. */
      readonly notes?: readonly string[];
    }
  | { readonly fault: string };

/** Work on the rows of a file, one request a row. */
export interface Job {
  readonly file: string;
  readonly rows: Rows;
  /** A row as the input of a request, checked as typed values are. */
  read(row: Row): Promise<Ready>;
  /** What makes two rows the same: the second is skipped. */
  key(input: Input, row: Row): string;
  /** What is sent to whom, for the ledger. */
  contact(input: Input, row: Row): Contact;
  send(input: Input, signal: AbortSignal): Promise<Answer>;
}

/** What a look through a file found, before anything is sent. */
export interface Survey {
  readonly rows: number;
  readonly ready: number;
  readonly faulty: number;
  readonly repeated: number;
  /** The first faults. */
  readonly faults: ReadonlyArray<{ readonly line: number; readonly reason: string }>;
  /** The first of what is worth a look, and how many rows have such. */
  readonly notes: ReadonlyArray<{ readonly line: number; readonly reason: string }>;
  readonly noted: number;
  /** Which columns fill which field, and those that fill none. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly unused: readonly string[];
}
