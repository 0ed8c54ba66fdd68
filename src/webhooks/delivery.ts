/** A delivery as received. Its bytes never change between the service and the target. */
export interface Delivery {
  /** Our own id, sortable by time: `dlv_…`. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly method: string;
  /** Path and query as received. */
  readonly path: string;
  /** As received: order, case and duplicates are preserved. */
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: Buffer;
  /** The event name in the payload, if the body is JSON and has one. */
  readonly event?: string | undefined;
  /** True if the signature is valid, false if the delivery was accepted unsigned (--allow-unsigned). */
  readonly verified: boolean;
  /** The id of a delivery with the same body received in the ten minutes before. */
  readonly repeatOf?: string | undefined;
}

/** Why a target did not respond, as a keyword. */
export const faults = ['refused', 'timeout', 'unknown-name', 'certificate', 'tls', 'broken', 'queue-full', 'stopping'] as const;
export type Fault = (typeof faults)[number];

/** One attempt to send a delivery to a target. */
export interface Attempt {
  readonly target: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly at: number;
  readonly ms: number;
  /** The target's status; absent if it did not respond. */
  readonly status?: number;
  /** Why there is no status, in plain text. */
  readonly error?: string;
  /** The same as a keyword, for code and narrow columns. */
  readonly fault?: Fault;
  /** The beginning of the target's response. */
  readonly answer?: { readonly headers: ReadonlyArray<readonly [string, string]>; readonly body: Buffer };
}

/** The response to the sender. */
export interface Reply {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: Uint8Array;
}

/** A request that arrived and is not yet known to be a delivery. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: Buffer;
}
