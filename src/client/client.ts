import type { ChangeOperation, InputOf, ListOperation, ReadOperation } from '../resources/resource.ts';
import type { Effect } from '../transport/transport.ts';

/** What any operation is called with: path parameters and fields by name. Undefined values are left out. */
export type Input = Readonly<Record<string, unknown>>;

/** A thing as the service gave it. Every field but `id` is optional, unknown ones are kept. */
export type Item = Readonly<Record<string, unknown>>;

/** An answer: the body parsed, `{}` or `{id}` where a 2xx came without one. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly value: unknown;
  /** The body was empty. */
  readonly empty?: true;
}

/** How much of a list is wanted: the first `limit` matches, one page, or everything. */
export interface Wanted {
  readonly limit?: number;
  readonly page?: number;
  readonly all?: boolean;
  /** Keeps an item; applied while reading. */
  readonly keep?: (item: Item) => boolean;
  /** With `keep`: how many records are read at most. */
  readonly scan?: number;
}

/** A list being read. `items` may be iterated once; the counts are right when it has ended. */
export interface Listing {
  readonly items: AsyncIterable<Item>;
  /** How many items came out so far. */
  shown(): number;
  /** What the service says there are; undefined where it does not say or a filter of ours was applied. */
  total(): number | undefined;
  /** Whether more exists than was shown: stopped by limit, page or scan. */
  more(): boolean;
  /** How many records were looked at, those that a filter of ours left out among them. */
  searched(): number;
  /** Why nobody can say that this is everything, in words; not a failure, since nothing is known to be missing. */
  doubt(): string | undefined;
  /** What could not be read, in words, and how many records it was where known. Where everything was wanted, a listing with this ends in a failure. */
  unread(): { readonly reason: string; readonly count?: number } | undefined;
}

/** A request that no operation describes. */
export interface RawCall {
  readonly method: string;
  /** A path below the base URL, or a URL of the API's own origin. */
  readonly path: string;
  readonly headers?: ReadonlyArray<readonly [string, string]>;
  readonly body?: Uint8Array | string;
  readonly effect: Effect;
  readonly signal?: AbortSignal;
}

/** A body that is streamed to a file. */
export interface Download {
  readonly contentType: string | undefined;
  /** Bytes, where the service says. */
  readonly size: number | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The way to one workspace. Every method throws a `Failure`. */
export interface Client {
  readonly baseUrl: URL;
  /** A short digest of the key, to tell workspaces apart without keeping the key. */
  readonly keyFingerprint: string;
  call<O extends ReadOperation | ChangeOperation>(operation: O, input: InputOf<O>, options?: { readonly signal?: AbortSignal }): Promise<Answer>;
  list<O extends ListOperation>(operation: O, input: InputOf<O>, wanted: Wanted, options?: { readonly signal?: AbortSignal }): Listing;
  send(call: RawCall): Promise<Answer>;
  /** Fetches bytes from an address that a record holds; the key goes to the API's own origin only. */
  download(address: string, options?: { readonly signal?: AbortSignal }): Promise<Download>;
  /** Closes idle connections; afterwards nothing of it keeps the program running. */
  close(): Promise<void>;
}
