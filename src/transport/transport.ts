/**
 * A request in, a response out: all that the rest of the program knows of the network. Each concern is a function that takes a
 * transport and returns one. From the outside in, as `client/open.ts` puts them together:
 *
 * 1. `retry` sees the whole of each try, the body included;
 * 2. `pace` lets tries go, repeated ones too, as the rate limit allows, and shares what it learns among all requests;
 * 3. `whole` collects the body, so that an answer that breaks off is a failure of the try;
 * 4. `redirect` follows; each step is a request with a time and a key of its own;
 * 5. `timeout` counts neither the waits of 1 nor those of 2;
 * 6. `auth` decides by each step's own address whether it gets the key;
 * 7. `trace` shows what is really sent, secrets hidden;
 * 8. `sockets`, the bare transport, knows undici, proxies and certificates (`origins` keeps the connections, `dial` makes them), and says
 *    what is known when it fails.
 */

/** What a request does to the world outside; decides what may be repeated. */
export type Effect = 'none' | 'ordinary' | 'reaches-a-person' | 'final';

export interface Request {
  readonly method: string;
  readonly url: URL;
  /** Names in any case, repeated ones kept. */
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body?: Uint8Array | string;
  readonly effect: Effect;
  readonly signal?: AbortSignal;
  /** The body of the answer is long and read as it comes: it is neither collected nor bound to end within the time-out. */
  readonly stream?: true;
}

/** Milliseconds. Name look-up, connection and TLS are there where this request made the connection. */
export interface Times {
  readonly lookup?: number;
  readonly connect?: number;
  readonly tls?: number;
  readonly firstByte: number;
}

export interface Response {
  readonly status: number;
  /** Names in lower case; repeated ones as separate entries. */
  readonly headers: ReadonlyArray<readonly [string, string]>;
  /** The body, already decompressed. Reading it may throw a `Failure`. */
  readonly body: AsyncIterable<Uint8Array>;
  /** How many requests were sent for this answer. */
  readonly attempts?: number;
  readonly times?: Times;
}

/**
 * Answers a request or throws a `Failure`, whose `details.sent` says whether the request may have reached the service. `close`
 * is there where sockets are held: it ends them at once, whatever they do.
 */
export interface Transport {
  (request: Request): Promise<Response>;
  close?(): Promise<void>;
}

/** How to reach a network: what the bare transport is opened with. */
export interface Connection {
  /** The proxy variables of the environment, as they are. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A file of additional certificate authorities (PEM). */
  readonly caFile?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  /** Milliseconds for name look-up, connection and TLS together; default 10,000. */
  readonly connectTimeout?: number;
  /** Connections at once to one origin; default 16. */
  readonly connections?: number;
  /** Takes any certificate: for a target of the user's own, never for the API. */
  readonly insecure?: true;
}

/** The first value of a response header. `name` in lower case. */
export const header = (response: Response, name: string): string | undefined => response.headers.find(([key]) => key === name)?.[1];
