/**
 * The messages between the page and its server, as JSON. Times are ms since 1970. Texts from outside are unchanged here: only the
 * page decides how to show them.
 */

/** A delivery's outcome as a label and a color. */
export interface Chip {
  readonly text: string;
  readonly kind: 'good' | 'bad' | 'wait' | 'quiet';
}

/** A row of the list. */
export interface Row {
  readonly id: string;
  readonly time: number;
  readonly event: string | null;
  readonly subject: string | null;
  readonly who: string | null;
  readonly chip: Chip;
}

/** A part of the list, newest first. */
export interface Rows {
  readonly rows: readonly Row[];
  /** True if there are more on the requested side. */
  readonly more: boolean;
}

/** A body in displayable form. */
export interface Body {
  readonly kind: 'json' | 'text' | 'binary' | 'empty';
  /** Indented JSON, plain text as is, or a hex dump; only the beginning if `cut`. */
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

/** A step of a signature check; `ok` is null if it decides nothing. */
export interface Step {
  readonly name: string;
  readonly ok: boolean | null;
  readonly text: string;
}

/** A header as the target got it; `change` says how it differs from the received one. */
export interface ForwardedHeader {
  readonly name: string;
  readonly value: string;
  readonly change: 'added' | 'changed' | null;
}

/** All details of one delivery. */
export interface Detail extends Row {
  readonly verified: boolean;
  readonly repeatOf: string | null;
  /** The response status to the service. */
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
  /** Why it cannot be copied as a fixture; null if it can. */
  readonly noFixture: string | null;
}

/** What the page knows about the listener. */
export interface State {
  readonly state: 'connecting' | 'ready' | 'reconnecting' | 'closed';
  readonly reason: string | null;
  readonly address: string | null;
  readonly targets: readonly string[];
  readonly refused: number;
  /** The newest warning of this listener. */
  readonly warning: string | null;
  /** Number of deliveries in the log, and how many of them failed. */
  readonly total: number;
  readonly failed: number;
}

/** A message of the stream: `rows` were added or changed; `reset` means that some were removed too, so the list must be reloaded. */
export interface Told {
  readonly state: State;
  readonly rows?: readonly Row[];
  readonly reset?: true;
}

/** The outcome of a send from the page. */
export interface Sent {
  readonly tries: readonly Try[];
}

/** The response to a sample event, as the service would have received it. */
export interface SampleSent {
  readonly status: number;
}

/** Why a request was refused; the hint says what to do. */
export interface Refused {
  readonly error: string;
  readonly hint?: string;
}
