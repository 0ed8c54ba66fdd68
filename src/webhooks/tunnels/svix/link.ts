import type { Socket } from 'node:net';
import { asFailure, Failure } from '../../../errors.ts';
import { secureContext } from '../../../transport/connect/certificates.ts';
import { dial } from '../../../transport/connect/dial.ts';
import { proxyFor } from '../../../transport/connect/proxy.ts';
import type { Connection } from '../../../transport/transport.ts';
import type { World } from '../../../world.ts';
import type { Incoming, Reply } from '../../delivery.ts';
import { answerFrame, readFrame, startFrame } from './frames.ts';
import { watchSilence } from './silence.ts';

/*
 * The protocol, as in the relay's open-source client: after connecting we send a start frame with our token and wait for one in
 * return, which holds the token of the URL. Then event frames arrive, and each is answered by a frame with its id; without one
 * the sender waits.
 */
/** How long the relay may take to respond to our close frame (ms). */
const closeLimit = 1_000;
/** Maximum number of frames before the response to our start frame. */
const framesBeforeStart = 10;
/** The close code with which the relay says that another client uses the token. */
const inUse = 1008;

/** How a link ended: `inUse` if another client uses the token. */
export interface LinkEnd {
  readonly reason: string;
  readonly inUse: boolean;
}

export interface Link {
  /** The token that the relay returned, which is the one in the URL. */
  readonly token: string;
  readonly ended: Promise<LinkEnd>;
  close(): Promise<void>;
}

export interface LinkOptions {
  readonly world: World;
  readonly connection: Connection;
  /** `wss://…/listen/` or, for a relay on this machine, `ws://…`. */
  readonly relay: URL;
  readonly token: string;
  readonly path: string;
  readonly take: (incoming: Incoming) => Promise<Reply>;
  /** Aborts connecting; `close` ends an open link. */
  readonly signal: AbortSignal;
}

const another = 'Try again later, or choose another --via';

/** Thrown by `connectLink` if another client uses the token. */
export class TokenInUse extends Error {}

/**
 * Connects to the relay, through the environment's proxy if one applies, and sends our token. Resolves when the relay has
 * accepted it. Deliveries go to `take`, several at once, and each gets its response when it is done. Throws `TokenInUse`, or a
 * `Failure` of kind `network` or `timeout` with the cause.
 */
export const connectLink = async ({ world, connection, relay, token, path, take, signal }: LinkOptions): Promise<Link> => {
  const { default: WebSocket } = await import('ws');
  const socket = await dialRelay(relay, connection, signal);
  // Uses our own connection, so that proxies and certificates work as everywhere else. No compression: bodies are in base64.
  const ws = new WebSocket(relay, { createConnection: () => socket, perMessageDeflate: false });

  let finish: (end: LinkEnd) => void = () => {};
  const ended = new Promise<LinkEnd>((resolve) => {
    finish = resolve;
  });
  let agree: (token: string) => void = () => {};
  const agreed = new Promise<string>((resolve) => {
    agree = resolve;
  });
  const over = new AbortController();
  const end = (how: LinkEnd): void => {
    if (over.signal.aborted) return;
    over.abort();
    finish(how);
    // A dead link sends nothing, not even the close frame, so we close our side.
    ws.terminate();
  };
  const leave = (): void => end({ reason: 'closed', inUse: false });

  const answer = async (id: string, incoming: Incoming): Promise<void> => {
    let reply: Reply;
    try {
      reply = await take(incoming);
    } catch {
      reply = { status: 500, headers: [], body: Buffer.alloc(0) };
    }
    ws.send(answerFrame(id, reply));
  };

  let before = 0;
  let started = false;
  // Pings count too, and so does a part of a large frame, which can take longer than a ping.
  let heardAt = world.now();
  socket.on('data', () => {
    heardAt = world.now();
  });
  ws.on('open', () => ws.send(startFrame(token)));
  ws.on('message', (data) => {
    const frame = readFrame(data, path);
    if (frame.type === 'event') void answer(frame.id, frame.incoming);
    else if (frame.type === 'broken') ws.send(answerFrame(frame.id, { status: 400, headers: [], body: Buffer.alloc(0) }));
    else if (frame.type === 'start' && !started) {
      started = true;
      agree(frame.token);
    } else if (!started && ++before >= framesBeforeStart) end({ reason: 'the relay did not respond to the handshake', inUse: false });
  });
  ws.on('close', (code, bytes) => {
    const said = bytes.length === 0 ? `code ${code}` : `${code} ${bytes}`;
    end({ reason: code === 1006 ? 'the connection to the relay was lost' : `the relay closed the connection (${said})`, inUse: code === inUse });
  });
  ws.on('error', () => {});

  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  void watchSilence(world, over.signal, () => ({ started, heardAt, unsent: ws.bufferedAmount })).then((reason) => {
    if (reason !== undefined) end({ reason, inUse: false });
  });
  const first = await Promise.race([agreed, ended]);
  signal.removeEventListener('abort', leave);
  if (typeof first !== 'string') {
    if (first.inUse) throw new TokenInUse(first.reason);
    throw new Failure('network', `No connection to the relay ${relay.host}: ${first.reason}`, { code: 'tunnel_failed', hint: another });
  }
  return {
    token: first,
    ended,
    close: async () => {
      const waiting = new AbortController();
      ws.close(1000);
      // Pending data is sent before the close frame.
      await Promise.race([ended, world.sleep(closeLimit, waiting.signal)]);
      waiting.abort();
      leave();
    },
  };
};

/** Opens a connection to the relay, through the environment's proxy if one applies. */
const dialRelay = async (relay: URL, connection: Connection, signal: AbortSignal): Promise<Socket> => {
  const origin = new URL(relay);
  origin.protocol = relay.protocol === 'ws:' ? 'http:' : 'https:';
  const dialing = {
    // The relay is not the API: it never sees a client certificate.
    context: () => secureContext(connection, false),
    insecure: false,
    timeout: connection.connectTimeout ?? 10_000,
    sockets: new Set<Socket>(),
  };
  const cut = (): void => {
    for (const socket of dialing.sockets) socket.destroy();
  };
  signal.addEventListener('abort', cut, { once: true });
  try {
    return (await dial(origin, proxyFor(connection.env, origin), dialing, () => {})).socket;
  } catch (error) {
    const { kind, message, details } = asFailure(error);
    throw new Failure(kind, `No connection to the relay: ${message}`, { ...details, code: 'tunnel_failed', hint: details.hint ?? another });
  } finally {
    signal.removeEventListener('abort', cut);
  }
};
