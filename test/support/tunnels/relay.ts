import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { later } from '../temporary.ts';

/** A response from a listener. */
export interface RelayAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether it arrived as a binary frame. */
  readonly binary: boolean;
}

export interface RelayOptions {
  /** Frames to send before the response to a start. */
  readonly before?: readonly string[];
  /** Does not respond to a start. */
  readonly mute?: boolean;
  /** Assigns this token, regardless of the one requested. */
  readonly give?: string;
  /** Sends deliveries as binary frames. */
  readonly binary?: boolean;
  /** Uses TLS with this key and certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface Relay {
  /** Values for `BOLTCALL_SVIX_RELAY` and `BOLTCALL_SVIX_PLAY`. */
  readonly env: Readonly<Record<'BOLTCALL_SVIX_RELAY' | 'BOLTCALL_SVIX_PLAY', string>>;
  readonly port: number;
  /** Returns the tokens in use. */
  tokens(): string[];
  /** Returns the number of connections made so far. */
  connections(): number;
  /** Sends a text frame unchanged to the listener with this token. */
  raw(token: string, frame: string | Buffer): void;
  /** Responses with ids that no delivery is waiting for. */
  readonly stray: RelayAnswer[];
  /** Pings every listener and waits for the pongs. The real relay does so every 20 s, this one only on request. */
  ping(): Promise<void>;
  /** Closes every connection with this code. */
  drop(code: number, reason?: string): void;
  /** Breaks every connection without a close frame. */
  cut(): void;
}

const flat = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? (value[0] ?? '') : (value ?? '')]));

/** Starts a relay on loopback with the protocol of the public Svix relay: a websocket at `/listen/`, deliveries at `/in/TOKEN/`. */
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
    // Cleared now instead of on each close event, so that a listener that reconnects gets its token.
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
