import type { State } from './ledger.ts';

/** A contact as people read it. */
export interface BookEntry {
  readonly recipient: string;
  readonly state: State;
  /** Such as `POST /messages/sms`. */
  readonly operation: string;
  readonly campaign: string | undefined;
  /** Tells workspaces apart. */
  readonly workspace: string;
  /** Unix ms. */
  readonly at: number;
  readonly key: string;
  readonly claim: string;
}

/** A ledger as it is looked at and corrected by hand. Fails as `Ledger` does. */
export interface Book {
  readonly name: string;
  /** All that is in it, in no order. */
  entries(): AsyncIterable<BookEntry>;
  /** Says what came of contacts: they were sent, or reached nobody and may be sent again. */
  decide(entries: readonly BookEntry[], state: 'sent' | 'free'): Promise<void>;
  /** Takes contacts out, as if they had never been made. */
  forget(entries: readonly BookEntry[]): Promise<void>;
  close(): Promise<void>;
}
