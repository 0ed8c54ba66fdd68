import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import selfsigned from 'selfsigned';
import { eventually } from './eventually.ts';
import { later } from './temporary.ts';

/** A request as received. */
export interface Recorded {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  /** In the order and letter case in which they were sent, including repeated ones. */
  readonly headers: ReadonlyArray<readonly [string, string]>;
  /** Returns the first value of a header. The name is case-insensitive. */
  header(name: string): string | undefined;
  readonly body: Buffer;
  /** Returns the parsed body. */
  json(): unknown;
  /** Head and body as bytes; decrypted for https. */
  readonly raw: Buffer;
  /** The IP address that the client connected to: `127.0.0.1` or `::1`. */
  readonly to: string;
}

/** A response. */
export interface Answer {
  /** Defaults to 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>> | ReadonlyArray<readonly [string, string]>;
  /** Text and bytes are sent as they are; anything else as JSON. */
  readonly body?: unknown;
  /** Delay before the response, in ms. */
  readonly delay?: number;
  /** Breaks the connection: before the response, or after half of the body. */
  readonly reset?: 'before' | 'middle';
  /** Never responds. */
  readonly hang?: true;
  /** Writes these bytes instead of a response and closes the connection. */
  readonly raw?: string | Uint8Array;
}

/** Responses in order (the last one repeats), or a function of the request and its number, from 0. */
export type Script = Answer | readonly Answer[] | ((request: Recorded, number: number) => Answer | Promise<Answer>);

export interface ServerOptions {
  readonly https?: boolean;
  /** Defaults to 127.0.0.1. `0.0.0.0`: every address of this machine. `both`: the same port on 127.0.0.1 and ::1. */
  readonly on?: '127.0.0.1' | '::1' | '0.0.0.0' | 'both';
  /** Defaults to a free port. */
  readonly port?: number;
  /** The maximum number of requests, and of bytes in and out. Defaults to 200,000 and 1 GiB. */
  readonly most?: { readonly requests?: number; readonly bytes?: number };
}

export interface TestServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  readonly requests: readonly Recorded[];
  /** Returns the number of connections made. */
  connections(): number;
  /** The self-signed certificate (PEM); only with https. */
  readonly certificate: string | undefined;
  /** Changes the script from now on. */
  answer(script: Script): void;
  /** Waits for the request with this number, from 1, and returns it. */
  request(number: number): Promise<Recorded>;
  close(): Promise<void>;
}

/** Returns whether this machine has an IPv6 loopback address. */
export const hasIPv6 = (): boolean =>
  Object.values(networkInterfaces())
    .flat()
    .some((address) => address?.address === '::1');

const pairsOf = (flat: readonly string[]): [string, string][] => flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : []));

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const bytesOf = (body: unknown): Buffer => {
  if (body === undefined) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
};

const reset = (socket: Socket): void => {
  if ('resetAndDestroy' in socket && !('encrypted' in socket)) socket.resetAndDestroy();
  else socket.destroy();
};

const write = async (answer: Answer, response: ServerResponse, socket: Socket): Promise<void> => {
  if (answer.delay !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.delay));
  if (answer.hang || socket.destroyed) return;
  if (answer.reset === 'before') return reset(socket);
  if (answer.raw !== undefined) return void socket.end(answer.raw);
  const body = bytesOf(answer.body);
  const isJson = answer.body !== undefined && typeof answer.body !== 'string' && !(answer.body instanceof Uint8Array);
  const headers = Array.isArray(answer.headers) ? answer.headers : Object.entries(answer.headers ?? {});
  response.statusCode = answer.status ?? 200;
  if (isJson) response.setHeader('Content-Type', 'application/json');
  for (const name of new Set(headers.map(([key]) => key))) {
    response.setHeader(
      name,
      headers.flatMap(([key, value]) => (key === name ? value : [])),
    );
  }
  if (![204, 304].includes(response.statusCode) && !response.hasHeader('transfer-encoding')) response.setHeader('Content-Length', body.length);
  if (answer.reset === 'middle') response.write(body.subarray(0, Math.max(1, Math.floor(body.length / 2))), () => reset(socket));
  else response.end(body);
};

/** Starts a server that records every request and responds by `script` (by default 200 and `{}`). It is closed when the test ends. */
export const startServer = async (script: Script = { body: {} }, options: ServerOptions = {}): Promise<TestServer> => {
  let current = script;
  let connections = 0;
  const requests: Recorded[] = [];
  const sockets = new Set<Socket>();
  const heard = new WeakMap<Socket, Buffer[]>();
  const { requests: mostRequests = 200_000, bytes: mostBytes = 2 ** 30 } = options.most ?? {};
  let bytes = 0;
  /** Refuses requests beyond the limit, so that a program in an endless loop does not exhaust the machine. */
  const bounded = (): void => {
    if (requests.length > mostRequests || bytes > mostBytes) throw new Error('more was asked of this server than a test may ask');
  };

  const next = (request: Recorded, number: number): Answer | Promise<Answer> => {
    if (typeof current === 'function') return current(request, number);
    if (!Array.isArray(current)) return current as Answer;
    return current[Math.min(number, current.length - 1)] ?? {};
  };

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { socket } = request;
    const body = await read(request);
    const headers = pairsOf(request.rawHeaders);
    const recorded: Recorded = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers,
      header: (name) => headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1],
      body,
      json: () => JSON.parse(body.toString()),
      raw: Buffer.concat(heard.get(socket)?.splice(0) ?? []),
      to: socket.localAddress ?? '',
    };
    const number = requests.push(recorded) - 1;
    bounded();
    const given = await next(recorded, number);
    const sent = socket.bytesWritten;
    await write(given, response, socket);
    bytes += socket.bytesWritten - sent;
  };

  const keys = options.https
    ? await selfsigned.generate([{ name: 'commonName', value: 'localhost' }], {
        algorithm: 'sha256',
        extensions: [
          { name: 'basicConstraints', cA: true },
          {
            name: 'subjectAltName',
            altNames: [
              { type: 2, value: 'localhost' },
              { type: 7, ip: '127.0.0.1' },
              { type: 7, ip: '::1' },
            ],
          },
        ],
      })
    : undefined;

  const listen = async (host: string, port: number): Promise<Server> => {
    const handle = (request: IncomingMessage, response: ServerResponse): void => {
      // Some tests break the connection on purpose while a request is being read.
      take(request, response).catch(() => request.socket.destroy());
    };
    const server = keys ? createHttps({ key: keys.private, cert: keys.cert }, handle) : createHttp(handle);
    server.on(keys ? 'secureConnection' : 'connection', (socket: Socket) => {
      connections += 1;
      const chunks: Buffer[] = [];
      heard.set(socket, chunks);
      socket.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > mostBytes) socket.destroy();
        else chunks.push(chunk);
      });
      socket.on('error', () => {});
    });
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, resolve);
    });
    return server;
  };
  const portOf = (server: Server): number => (server.address() as AddressInfo).port;
  const closeOne = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));

  const on = options.on ?? '127.0.0.1';
  const servers: Server[] = [];
  for (let tries = 0; servers.length === 0; tries += 1) {
    const first = await listen(on === 'both' ? '127.0.0.1' : on, options.port ?? 0);
    try {
      servers.push(first, ...(on === 'both' ? [await listen('::1', portOf(first))] : []));
    } catch (error) {
      await closeOne(first);
      // The port is free on one address and in use on the other: pick another port.
      if (options.port !== undefined || tries === 20) throw error;
    }
  }
  const port = portOf(servers[0] as Server);

  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.splice(0).map(closeOne));
  };
  later(close);

  return {
    port,
    url: `${keys ? 'https' : 'http'}://${on === '::1' ? '[::1]' : '127.0.0.1'}:${port}`,
    requests,
    connections: () => connections,
    certificate: keys?.cert,
    answer: (other) => {
      current = other;
    },
    request: (number) => eventually(`request ${number} at ${port}; ${requests.length} came`, () => requests[number - 1]),
    close,
  };
};
