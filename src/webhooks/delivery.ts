/** A delivery as it came in: the bytes are never touched between the service and the target. */
export interface Delivery {
  /** Ours, sortable by time: `dlv_…`. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly method: string;
  /** Path and query as received. */
  readonly path: string;
  /** As received: order, case and repeated ones kept. */
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: Buffer;
  /** The name in the payload, where the body is JSON and has one. */
  readonly event?: string | undefined;
  /** True: the signature fits; false: taken without one (--allow-unsigned). */
  readonly verified: boolean;
  /** The id of the delivery with the same body that came within ten minutes before. */
  readonly repeatOf?: string | undefined;
}

/** Why a target gave no answer, as a word. */
export const faults = ['refused', 'timeout', 'unknown-name', 'certificate', 'tls', 'broken', 'queue-full', 'stopping'] as const;
export type Fault = (typeof faults)[number];

/** One try to hand a delivery to a target. */
export interface Attempt {
  readonly target: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly at: number;
  readonly ms: number;
  /** The target's status; absent where it did not answer. */
  readonly status?: number;
  /** Why there is no status, in words. */
  readonly error?: string;
  /** The same for decisions and narrow places. */
  readonly fault?: Fault;
  /** The beginning of the target's answer. */
  readonly answer?: { readonly headers: ReadonlyArray<readonly [string, string]>; readonly body: Buffer };
}

/** What the sender is answered. */
export interface Reply {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: Uint8Array;
}

/** A request that arrived, before it is known to be a delivery. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: Buffer;
}
