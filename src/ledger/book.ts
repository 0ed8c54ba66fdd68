import type { State } from './ledger.ts';

/** A contact in readable form. */
export interface BookEntry {
  readonly recipient: string;
  readonly state: State;
  /** For example, `POST /messages/sms`. */
  readonly operation: string;
  readonly campaign: string | undefined;
  /** Identifies the workspace. */
  readonly workspace: string;
  /** Unix ms. */
  readonly at: number;
  readonly key: string;
  readonly claim: string;
}

/** A ledger opened to view and correct it. Fails like `Ledger`. */
export interface Book {
  readonly name: string;
  /** Yields all entries, unordered. */
  entries(): AsyncIterable<BookEntry>;
  /** Sets the outcome of contacts: `sent`, or `free` if they reached nobody and may be sent again. */
  decide(entries: readonly BookEntry[], state: 'sent' | 'free'): Promise<void>;
  /** Removes contacts as if they had never been made. */
  forget(entries: readonly BookEntry[]): Promise<void>;
  close(): Promise<void>;
}
