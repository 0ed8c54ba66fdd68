/**
 * A request in, a response out: all that the rest of the program knows about the network. Each concern is a function that takes a transport and
 * returns one. From the outside in, as `client/open.ts` combines them:
 *
 * 1. `retry` sees each whole attempt, including the body;
 * 2. `pace` delays attempts, including retries, to respect the rate limit, and shares what it learns among all requests;
 * 3. `whole` collects the body, so that a broken response fails the attempt;
 * 4. `redirect` follows redirects; each step is a request with its own timeout and key;
 * 5. `timeout` does not count the waits of 1 and 2;
 * 6. `auth` decides by each step's URL whether to send the key;
 * 7. `trace` shows what is really sent, with secrets hidden;
 * 8. `sockets`, the bare transport, handles undici, proxies and certificates (`origins` keeps the connections, `dial` opens them), and says what is
 * known when it fails.
 */

/** The effect of a request on the outside world; decides what may be retried. */
export type Effect = 'none' | 'ordinary' | 'reaches-a-person' | 'final';

export interface Request {
  readonly method: string;
  readonly url: URL;
  /** Header names in any case; repeated headers are kept. */
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body?: Uint8Array | string;
  readonly effect: Effect;
  readonly signal?: AbortSignal;
  /** The response body is long and read as it arrives: it is neither collected nor limited by the timeout. */
  readonly stream?: true;
}

/** Times in milliseconds. DNS lookup, connection and TLS are present if this request opened the connection. */
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
  /** The number of attempts for this response. */
  readonly attempts?: number;
  readonly times?: Times;
}

/**
 * Returns the response to a request or throws a `Failure`, whose `details.sent` says whether the request may have reached the service. `close` is
 * present if the transport holds sockets; it ends them at once, even during requests.
 */
export interface Transport {
  (request: Request): Promise<Response>;
  close?(): Promise<void>;
}

/** How to reach the network: the options of the bare transport. */
export interface Connection {
  /** The proxy variables of the environment, unchanged. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A file of additional certificate authorities (PEM). */
  readonly caFile?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  /** Milliseconds for DNS lookup, connection and TLS together; default 10,000. */
  readonly connectTimeout?: number;
  /** Maximum concurrent connections to one origin; default 16. */
  readonly connections?: number;
  /** Accepts any certificate: only for the user's own target, never for the API. */
  readonly insecure?: true;
}

/** Returns the first value of a response header. `name` is in lower case. */
export const header = (response: Response, name: string): string | undefined => response.headers.find(([key]) => key === name)?.[1];
