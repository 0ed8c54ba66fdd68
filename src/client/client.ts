import type { ChangeOperation, InputOf, ListOperation, ReadOperation } from '../resources/resource.ts';
import type { Effect } from '../transport/transport.ts';

/** The input of an operation: path parameters and fields by name. Undefined values are omitted. */
export type Input = Readonly<Record<string, unknown>>;

/** An object as the service returned it. Every field except `id` is optional; unknown fields are kept. */
export type Item = Readonly<Record<string, unknown>>;

/** A response: the parsed body, or `{}` or `{id}` when a 2xx had no body. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly value: unknown;
  /** The body was empty. */
  readonly empty?: true;
}

/** How much of a list to read: the first `limit` matches, one page, or everything. */
export interface Wanted {
  readonly limit?: number;
  readonly page?: number;
  readonly all?: boolean;
  /** Returns true for items to keep; applied while reading. */
  readonly keep?: (item: Item) => boolean;
  /** With `keep`: the maximum number of records to read. */
  readonly scan?: number;
}

/** A list being read. `items` can be iterated once; the counts are final when the iteration ends. */
export interface Listing {
  readonly items: AsyncIterable<Item>;
  /** The number of items returned so far. */
  shown(): number;
  /** The total the service reports; undefined if it reports none or if a client-side filter was applied. */
  total(): number | undefined;
  /** Whether there is more than was shown because a limit, page or scan cap stopped the list. */
  more(): boolean;
  /** The number of records read, including those that a client-side filter dropped. */
  searched(): number;
  /** Why the list may be incomplete, as a sentence; not a failure, since nothing is known to be missing. */
  doubt(): string | undefined;
  /** What could not be read and, if known, how many records that was. With `all`, a listing that has this ends in a failure. */
  unread(): { readonly reason: string; readonly count?: number } | undefined;
}

/** A request that no operation describes. */
export interface RawCall {
  readonly method: string;
  /** A path below the base URL, or a URL on the API's origin. */
  readonly path: string;
  readonly headers?: ReadonlyArray<readonly [string, string]>;
  readonly body?: Uint8Array | string;
  readonly effect: Effect;
  readonly signal?: AbortSignal;
}

/** A response body that is streamed to a file. */
export interface Download {
  readonly contentType: string | undefined;
  /** Size in bytes, if the service reports it. */
  readonly size: number | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The client for one workspace. Every method throws a `Failure`. */
export interface Client {
  readonly baseUrl: URL;
  /** A short digest of the key. It tells workspaces apart without keeping the key. */
  readonly keyFingerprint: string;
  call<O extends ReadOperation | ChangeOperation>(operation: O, input: InputOf<O>, options?: { readonly signal?: AbortSignal }): Promise<Answer>;
  list<O extends ListOperation>(operation: O, input: InputOf<O>, wanted: Wanted, options?: { readonly signal?: AbortSignal }): Listing;
  send(call: RawCall): Promise<Answer>;
  /** Fetches bytes from a URL in a record; the key is sent only to the API's origin. */
  download(address: string, options?: { readonly signal?: AbortSignal }): Promise<Download>;
  /** Closes idle connections; after that, nothing here keeps the process running. */
  close(): Promise<void>;
}
