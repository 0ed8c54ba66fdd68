/**
 * What the page and its server tell each other, as JSON. Times are ms since 1970. Texts that came from outside are here as they are: only
 * the page decides how they are shown.
 */

/** How a delivery fared, in a word and a color. */
export interface Chip {
  readonly text: string;
  readonly kind: 'good' | 'bad' | 'wait' | 'quiet';
}

/** A line of the list. */
export interface Row {
  readonly id: string;
  readonly time: number;
  readonly event: string | null;
  readonly subject: string | null;
  readonly who: string | null;
  readonly chip: Chip;
}

/** A part of the list, the newest first. */
export interface Rows {
  readonly rows: readonly Row[];
  /** There are more than these on the side that was asked for. */
  readonly more: boolean;
}

/** A body as it can be shown. */
export interface Body {
  readonly kind: 'json' | 'text' | 'binary' | 'empty';
  /** JSON indented, text as it is, a hex dump of anything else; only the beginning where `cut`. */
  readonly text: string;
  readonly bytes: number;
  readonly cut: boolean;
}

export type HeaderList = ReadonlyArray<readonly [string, string]>;

/** One attempt at a target. */
export interface Try {
  readonly target: string;
  readonly attempt: number;
  readonly time: number;
  readonly ms: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly replay: boolean;
  readonly hint: string | null;
  readonly answer: { readonly headers: HeaderList; readonly body: Body } | null;
}

/** A step of the check of a signature; `ok` is null where it decides nothing. */
export interface Step {
  readonly name: string;
  readonly ok: boolean | null;
  readonly text: string;
}

/** A header as the target got it; `change`: how it differs from what came. */
export interface ForwardedHeader {
  readonly name: string;
  readonly value: string;
  readonly change: 'added' | 'changed' | null;
}

/** Everything of one delivery. */
export interface Detail extends Row {
  readonly verified: boolean;
  readonly repeatOf: string | null;
  /** What the service was answered. */
  readonly answered: number | null;
  /** Newest first. */
  readonly tries: readonly Try[];
  readonly body: Body;
  readonly method: string;
  readonly path: string;
  readonly headers: HeaderList;
  readonly signature: readonly Step[];
  readonly forwarded: readonly ForwardedHeader[];
  readonly forwardedSignature: readonly Step[];
  /** Why it can't be copied as a fixture; null where it can. */
  readonly noFixture: string | null;
}

/** What the page knows of the listener. */
export interface State {
  readonly state: 'connecting' | 'ready' | 'reconnecting' | 'closed';
  readonly reason: string | null;
  readonly address: string | null;
  readonly targets: readonly string[];
  readonly refused: number;
  /** The newest warning of this listener. */
  readonly warning: string | null;
  /** Deliveries in the log, and how many of them have failed. */
  readonly total: number;
  readonly failed: number;
}

/** A message of the stream: `rows` have come or changed; `reset`: some have gone too, so the list is to be read again. */
export interface Told {
  readonly state: State;
  readonly rows?: readonly Row[];
  readonly reset?: true;
}

/** What became of something that was sent from the page. */
export interface Sent {
  readonly tries: readonly Try[];
}

/** What a sample event was answered, as the service would have been. */
export interface SampleSent {
  readonly status: number;
}

/** Why something was refused; a hint says what to do. */
export interface Refused {
  readonly error: string;
  readonly hint?: string;
}
