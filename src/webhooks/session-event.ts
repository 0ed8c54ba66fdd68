import type { Fault } from './delivery.ts';
import type { Via } from './via.ts';

/** What happens while listening, as values: whoever shows it (lines, JSON, a page) decides how. Times are ms since 1970. */
export type SessionEvent = { readonly time: number } & (
  | { readonly type: 'connecting'; readonly via: Via }
  | Ready
  | Arrival
  | ForwardEvent
  /** Every first attempt is over, or the service has its answer: a delivery can be shown as a whole. */
  | { readonly type: 'settled'; readonly id: string; readonly status: number }
  | Refused
  | { readonly type: 'reconnecting'; readonly reason: string }
  /** Deliveries can arrive again, at this address. */
  | { readonly type: 'back'; readonly address: string }
  /** `none`: no webhook was ever registered; `left`: it is, or may be, registered still. */
  | { readonly type: 'closed'; readonly webhook: 'removed' | 'left' | 'unknown' | 'none' }
  /** Something a person should know; `warning` is shown with --quiet too. */
  | { readonly type: 'note' | 'warning'; readonly text: string }
);

/** What arrived was no delivery, or could not be taken. */
export interface Refused {
  readonly type: 'refused';
  readonly status: number;
  readonly reason: string;
  /** Of what is too large: the event that it says to be, its bytes as far as they are known, and how many are taken. */
  readonly event?: string | undefined;
  readonly size?: number;
  readonly limit?: number;
}

/** A delivery could really arrive now. Comes once, however often the tunnel comes back. */
export interface Ready {
  readonly type: 'ready';
  readonly address: string;
  readonly webhookId: string;
  /** The app secret. Shown to a person only. */
  readonly secret: string;
  readonly targets: readonly string[];
  readonly via: Via;
  readonly events: readonly string[];
}

/** What a delivery is about, and who. */
export interface About {
  readonly subject?: string | undefined;
  readonly who?: string | undefined;
}

/** A delivery was taken. */
export interface Arrival {
  readonly type: 'event';
  readonly id: string;
  /** Absent where the body names none. */
  readonly event?: string | undefined;
  readonly bytes: number;
  readonly verified: boolean;
  readonly repeat: boolean;
  readonly routedTo: readonly string[];
  /** What else the body says, read when somebody asks. */
  readonly payload: () => About;
}

/** One try to hand it on is over. */
export interface ForwardEvent {
  readonly type: 'forward';
  readonly eventId: string;
  readonly target: string;
  readonly attempt: number;
  readonly status?: number | undefined;
  readonly ms: number;
  readonly error?: string | undefined;
  readonly fault?: Fault | undefined;
  /** Another try comes after so many ms. */
  readonly retryIn?: number | undefined;
  /** Sent again by hand. */
  readonly replay: boolean;
}

/** What emits a value; the time is added. */
export type Emit = (event: SessionEvent) => void;
