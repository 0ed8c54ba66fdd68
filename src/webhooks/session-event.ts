import type { Fault } from './delivery.ts';
import type { Via } from './via.ts';

/** What happens while listening, as values: each output (lines, JSON, the page) decides how to show it. Times are ms since 1970. */
export type SessionEvent = { readonly time: number } & (
  | { readonly type: 'connecting'; readonly via: Via }
  | Ready
  | Arrival
  | ForwardEvent
  /** Every first attempt is over, or the service has its response: the delivery can be shown as a whole. */
  | { readonly type: 'settled'; readonly id: string; readonly status: number }
  | Refused
  | { readonly type: 'reconnecting'; readonly reason: string }
  /** Deliveries can arrive again, at this URL, after `away` ms. */
  | { readonly type: 'reconnected'; readonly address: string; readonly away: number }
  | Closed
  | Explanation
  /** Something the user should know; a `warning` is shown with --quiet too. */
  | { readonly type: 'note' | 'warning'; readonly text: string }
);

export interface Closed {
  readonly type: 'closed';
  /** `none`: no webhook was ever registered; `left`: it is or may still be registered. */
  readonly webhook: 'removed' | 'left' | 'unknown' | 'none';
  readonly counts: Counts;
}

/** What became of the deliveries of a session. */
export interface Counts {
  /** Forwarded, and not failed. */
  readonly ok: number;
  readonly failed: number;
  readonly duplicates: number;
  /** Accepted, but for no target: there is none, or no route matched. */
  readonly unforwarded: number;
  /** Excluded by a filter. */
  readonly filtered: number;
}

/** What went wrong with an attempt and what to do about it. */
export interface Explanation {
  readonly type: 'explanation';
  readonly eventId: string;
  readonly target: string;
  readonly text: string;
}

/** A request that was not a delivery or could not be accepted. */
export interface Refused {
  readonly type: 'refused';
  readonly status: number;
  readonly reason: string;
  /** For a body that is too large: the event it claims to be, its size as far as known, and the limit. */
  readonly event?: string | undefined;
  readonly size?: number;
  readonly limit?: number;
}

/** Deliveries can now arrive (tested). Sent once, however often the tunnel reconnects. */
export interface Ready {
  readonly type: 'ready';
  readonly address: string;
  readonly webhookId: string;
  /** The app's secret. Shown to people only. */
  readonly secret: string;
  readonly targets: readonly string[];
  readonly via: Via;
  readonly events: readonly string[];
}

/** What and whom a delivery is about. */
export interface About {
  readonly subject?: string | undefined;
  readonly who?: string | undefined;
}

/**
 * What was done with a delivery whose bytes were delivered before: skipped; a redelivery, forwarded to targets at which the earlier
 * one failed; or forwarded although it did not fail (`--duplicates forward`).
 */
export type Repeat = 'skipped' | 'redelivery' | 'forwarded';

/** A delivery was accepted. */
export interface Arrival {
  readonly type: 'event';
  readonly id: string;
  /** Absent if the body has none. */
  readonly event?: string | undefined;
  readonly bytes: number;
  readonly verified: boolean;
  /** False for new bytes. */
  readonly repeat: Repeat | false;
  /** The id of the delivery with the same bytes. */
  readonly repeatOf?: string | undefined;
  readonly routedTo: readonly string[];
  /** Returns the other details in the body, parsed on demand. */
  readonly payload: () => About;
}

/** One attempt to forward it is over. */
export interface ForwardEvent {
  readonly type: 'forward';
  readonly eventId: string;
  readonly target: string;
  readonly attempt: number;
  readonly status?: number | undefined;
  readonly ms: number;
  readonly error?: string | undefined;
  readonly fault?: Fault | undefined;
  /** The next attempt follows after this many ms. */
  readonly retryIn?: number | undefined;
  /** True if it was replayed by hand. */
  readonly replay: boolean;
}

/** Emits an event; the time is added. */
export type Emit = (event: SessionEvent) => void;
