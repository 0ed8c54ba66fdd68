/**
 * The few parts of undici 7.30.2 that are used, imported by their own paths: the whole library takes longer to load than Node takes to start. They
 * are internal to undici, so its version is pinned and these types are written here.
 */
interface UndiciDispatchOptions {
  readonly method: string;
  /** A path, or a whole URL for plain http through a proxy. */
  readonly path: string;
  /** Names and values alternate. */
  readonly headers: readonly string[];
  readonly body: Uint8Array | string | null;
}

declare module 'undici/lib/dispatcher/pool.js' {
  import type { Socket } from 'node:net';
  import type { RequestHandler } from 'undici/lib/api/api-request.js';
  export interface ConnectTarget {
    readonly hostname: string;
    readonly protocol: string;
    readonly port: string;
    readonly servername?: string | null;
  }
  export interface PoolOptions {
    readonly connections: number;
    readonly connect: (target: ConnectTarget, done: (error: Error | null, socket?: Socket) => void) => void;
    /** Milliseconds; 0 means no limit. */
    readonly headersTimeout: number;
    readonly bodyTimeout: number;
    readonly keepAliveTimeout?: number;
    readonly keepAliveMaxTimeout?: number;
  }
  export default class Pool {
    constructor(origin: string, options: PoolOptions);
    dispatch(options: UndiciDispatchOptions, handler: RequestHandler): boolean;
    destroy(): Promise<void>;
  }
}

declare module 'undici/lib/api/api-request.js' {
  import type { Readable } from 'node:stream';
  export interface UndiciResponse {
    readonly statusCode: number;
    /** With `responseHeaders: 'raw'`: names and values alternate. */
    readonly headers: readonly string[];
    readonly body: Readable;
  }
  export class RequestHandler {
    constructor(
      options: { readonly method: string; readonly responseHeaders: 'raw'; readonly signal?: AbortSignal },
      callback: (error: Error | null, response: UndiciResponse) => void,
    );
    onConnect(abort: (error?: Error) => void, context?: unknown): void;
    onError(error: Error): void;
  }
  const request: { readonly RequestHandler: typeof RequestHandler };
  export default request;
}

declare module 'undici/lib/core/symbols.js' {
  const symbols: { readonly kParser: symbol };
  export default symbols;
}

declare module 'undici/lib/core/socks5-client.js' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  class Socks5Client extends EventEmitter {
    constructor(socket: Socket, options: { readonly username?: string; readonly password?: string });
    readonly onSocketError: (error: Error) => void;
    readonly onSocketClose: () => void;
    handshake(): void;
    connect(host: string, port: number): void;
  }
  const parts: { readonly Socks5Client: typeof Socks5Client };
  export default parts;
}
