import type { Answer } from '../client/client.ts';
import type { Contact } from '../ledger/ledger.ts';
import type { Row, Rows } from './rows.ts';

/** What is sent of one row. */
export type Input = Readonly<Record<string, unknown>>;

/** A row that can be sent, or why it cannot. */
export type Ready = { readonly input: Input } | { readonly fault: string };

/** Work on the rows of a file, one request a row. */
export interface Job {
  readonly file: string;
  readonly rows: Rows;
  /** A row as the input of a request, checked as typed values are. */
  read(row: Row): Promise<Ready>;
  /** What makes two rows the same: the second is skipped. */
  key(input: Input): string;
  /** What is sent to whom, for the ledger. */
  contact(input: Input): Contact;
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
}
