import type { Attempt } from '../delivery.ts';

/** Where a line stands: its file, and the bytes of it. */
export interface Place {
  readonly file: string;
  readonly at: number;
  readonly length: number;
}

/** A try as the log keeps it; `replay`: sent again by hand. */
export type LoggedAttempt = Attempt & { readonly replay: boolean };

/** What the log knows of a delivery, without its bytes and those of the answers. */
export interface Logged {
  readonly id: string;
  readonly profile: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly event?: string;
  readonly bytes: number;
  readonly verified: boolean;
  readonly repeatOf?: string;
  /** In the order in which they were made. */
  readonly attempts: ReadonlyArray<Omit<LoggedAttempt, 'answer'>>;
  /** What the sender was answered. */
  readonly answered?: number;
  /** Whether it still wants attention. */
  readonly failed: boolean;
  /** For `loadDelivery`. */
  readonly places: readonly Place[];
}
