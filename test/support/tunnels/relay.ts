import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { later } from '../temporary.ts';

/** What a listener answered. */
export interface RelayAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether it came as a binary frame. */
  readonly binary: boolean;
}

export interface RelayOptions {
  /** Frames that are sent before the answer to a start. */
  readonly before?: readonly string[];
  /** Does not answer a start. */
  readonly mute?: boolean;
  /** Gives this token whatever was asked for. */
  readonly give?: string;
  /** Sends deliveries as binary frames. */
  readonly binary?: boolean;
  /** Speaks TLS with this. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface Relay {
  /** For `BOLTCALL_SVIX_RELAY` and `BOLTCALL_SVIX_PLAY`. */
  readonly env: Readonly<Record<'BOLTCALL_SVIX_RELAY' | 'BOLTCALL_SVIX_PLAY', string>>;
  readonly port: number;
  /** The tokens in use. */
  tokens(): string[];
  /** How many connections were made so far. */
  connections(): number;
  /** Sends a text frame as it is to the listener with this token. */
  raw(token: string, frame: string | Buffer): void;
  /** What came in answer to ids that nobody waits for. */
  readonly stray: RelayAnswer[];
  /** Sends a ping to everybody and waits for the answers. The real relay does so every 20 s, this one only when it is told to. */
  ping(): Promise<void>;
  /** Closes every connection with this code. */
  drop(code: number, reason?: string): void;
  /** Breaks every connection without a word. */
  cut(): void;
}

const flat = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? (value[0] ?? '') : (value ?? '')]));

/** A relay on loopback that speaks as the public Svix relay does: a websocket at `/listen/`, deliveries at `/in/TOKEN/`. */
export const startRelay = async (options: RelayOptions = {}): Promise<Relay> => {
  const listeners = new Map<string, WebSocket>();
  const waiting = new Map<string, ServerResponse>();
  const stray: RelayAnswer[] = [];
  let connections = 0;

  const server: Server = options.tls ? createSecureServer(options.tls) : createServer();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const token = /^\/in\/([^/]+)\/$/.exec(request.url ?? '')?.[1] ?? '';
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const listener = listeners.get(token);
      if (listener === undefined) return response.writeHead(404).end();
      const id = randomUUID();
      waiting.set(id, response);
      const data = { id, method: request.method, headers: flat(request.headers), body: Buffer.concat(chunks).toString('base64') };
      listener.send(JSON.stringify({ type: 'event', version: 1, data }), { binary: options.binary ?? false });
    });
  });
  const sockets = new WebSocketServer({ server, path: '/listen/' });

  const answered = (raw: RawData, binary: boolean): void => {
    const { data } = JSON.parse(String(raw));
    const answer: RelayAnswer = { id: data.id, status: data.status, headers: data.headers, body: Buffer.from(data.body, 'base64'), binary };
    const response = waiting.get(answer.id);
    if (response === undefined) return void stray.push(answer);
    waiting.delete(answer.id);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };

  sockets.on('connection', (socket) => {
    connections++;
    let token: string | undefined;
    socket.on('error', () => {});
    socket.on('message', (raw, binary) => {
      if (token !== undefined) return answered(raw, binary);
      const asked = JSON.parse(String(raw)).data.token;
      if (listeners.has(asked)) return socket.close(1008, 'This socket is already in use');
      for (const frame of options.before ?? []) socket.send(frame);
      if (options.mute) return;
      token = options.give ?? asked;
      listeners.set(token ?? '', socket);
      socket.send(JSON.stringify({ type: 'start', version: 1, data: { token } }));
    });
    socket.on('close', () => {
      if (token !== undefined && listeners.get(token) === socket) listeners.delete(token);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const socket of sockets.clients) socket.terminate();
    // At once, not when the end of each is noticed: whoever comes back gets its token.
    listeners.clear();
  };
  later(async () => {
    cut();
    sockets.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    env: { BOLTCALL_SVIX_RELAY: `ws://127.0.0.1:${port}/listen/`, BOLTCALL_SVIX_PLAY: `http://127.0.0.1:${port}/in/` },
    port,
    tokens: () => [...listeners.keys()],
    connections: () => connections,
    raw: (token, frame) => listeners.get(token)?.send(frame),
    stray,
    ping: async () => {
      const answers = [...sockets.clients].map((socket) => new Promise((resolve) => socket.once('pong', resolve)));
      for (const socket of sockets.clients) socket.ping();
      await Promise.all(answers);
    },
    drop: (code, reason) => {
      for (const socket of sockets.clients) socket.close(code, reason);
    },
    cut,
  };
};
