import type { Attempt } from '../delivery.ts';

/** The place of a line: its file and byte range. */
export interface Place {
  readonly file: string;
  readonly at: number;
  readonly length: number;
}

/** An attempt as the log keeps it; `replay` is true if it was replayed by hand. */
export type LoggedAttempt = Attempt & { readonly replay: boolean };

/** What the log knows about a delivery, without the bytes of it and its responses. */
export interface Logged {
  readonly id: string;
  readonly profile: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly event?: string;
  readonly bytes: number;
  readonly verified: boolean;
  readonly repeatOf?: string;
  /** In the order they were made. */
  readonly attempts: ReadonlyArray<Omit<LoggedAttempt, 'answer'>>;
  /** The response status to the sender. */
  readonly answered?: number;
  /** Whether it still needs attention. */
  readonly failed: boolean;
  /** For `loadDelivery`. */
  readonly places: readonly Place[];
}
