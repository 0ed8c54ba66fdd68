import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { World } from '../../world.ts';
import type { Delivery } from '../delivery.ts';
import type { DeliveryLog } from '../log/log.ts';
import { createAdmission } from '../receive/connections.ts';
import type { SessionEvent } from '../session-event.ts';
import { pathFor, safetyHeaders } from './guard.ts';
import { page } from './page.ts';
import { createShelf, type Shelf } from './shelf.ts';
import { createStream, type Stream } from './stream.ts';

export interface InspectorOptions {
  readonly world: World;
  /** Sends a delivery again; what comes of it is heard by `log`. False: there is no target for it. */
  readonly onReplay: (delivery: Delivery) => Promise<boolean> | boolean;
}

/** A page on this machine that shows deliveries as they come. */
export interface Inspector {
  /** For the person who listens alone: whoever knows it sees callers' numbers and transcripts. */
  readonly address: string;
  /** What happens while listening: states and refusals. */
  show(event: SessionEvent): void;
  /** Hears of deliveries with their bytes, tries and answers, beside the log that is kept. */
  readonly log: DeliveryLog;
  close(): Promise<void>;
}

/** How often pages are told what is new (ms). */
const tellEvery = 60;
/** Connections at once: of more, one on which nothing was asked makes room. */
const mostConnections = 64;
/** Bytes of a request body; it is only an id. */
const largestRequest = 4096;

type State = Readonly<Record<string, unknown>>;

/** What of a session the page shows beside the deliveries; undefined for the rest. The secret stays out of it. */
const stateOf = (event: SessionEvent): State | undefined => {
  switch (event.type) {
    case 'connecting':
      return { state: 'connecting' };
    case 'ready':
      return { state: 'ready', address: event.address, targets: event.targets, via: event.via };
    case 'reconnecting':
      return { state: 'reconnecting', reason: event.reason };
    case 'back':
      return { state: 'ready', address: event.address };
    case 'closed':
      return { state: 'closed' };
    default:
      return undefined;
  }
};

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) return undefined;
    size += chunk.length;
    if (size > largestRequest) return undefined;
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return value;
  } catch {
    return undefined;
  }
};

interface Parts {
  readonly options: InspectorOptions;
  readonly shelf: Shelf;
  readonly stream: Stream;
  readonly token: string;
  state(): State;
}

const handle = async (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { options, shelf, stream, token, state }: Parts,
): Promise<void> => {
  const nonce = options.world.random(16).toString('base64url');
  const headers = safetyHeaders(nonce);
  const json = (status: number, value: unknown): void => {
    response.writeHead(status, { ...headers, 'Content-Type': 'application/json' }).end(JSON.stringify(value));
  };
  const id = /^deliveries\/([\w.-]+)$/.exec(path)?.[1];
  if (request.method === 'GET' && path === '') {
    response.writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' }).end(page(nonce, token));
  } else if (request.method === 'GET' && path === 'events') {
    stream.add(response, headers, { type: 'all', deliveries: shelf.all(), ...state() });
  } else if (request.method === 'GET' && id !== undefined) {
    const found = shelf.detail(id);
    json(found ? 200 : 404, found ?? { error: 'no longer kept here' });
  } else if (request.method === 'POST' && path === 'replay') {
    const value = await readBody(request);
    const wanted = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
    const delivery = typeof wanted === 'string' ? shelf.delivery(wanted) : undefined;
    if (delivery === undefined) return json(404, { error: 'no longer kept here' });
    const sent = await options.onReplay(delivery);
    json(sent ? 202 : 409, sent ? {} : { error: 'there is no target for it' });
  } else json(404, { error: 'there is nothing here' });
};

/** Opens the page on a free port of the loopback address. Fails with what the system said where it cannot. */
export const openInspector = async (options: InspectorOptions): Promise<Inspector> => {
  const { world } = options;
  const token = world.random(24).toString('base64url');
  const shelf = createShelf();
  const stream = createStream();
  const sockets = new Set<Socket>();
  const admission = createAdmission(mostConnections);
  let state: State = { state: 'connecting' };
  let refused = 0;
  let port = 0;
  const parts: Parts = { options, shelf, stream, token, state: () => ({ ...state, refused }) };

  const server = createServer((request, response) => {
    const path = pathFor(request, port, token);
    if (path === undefined) {
      // The same for everything that is wrong: a stranger learns nothing from it.
      response.writeHead(404, { ...safetyHeaders('none'), Connection: 'close' }).end();
      return;
    }
    const { socket } = request;
    admission.busy(socket);
    response.once('close', () => admission.idle(socket));
    handle(request, response, path, parts).catch(() => {
      if (!response.headersSent) response.writeHead(500, safetyHeaders('none'));
      response.end();
    });
  });
  server.requestTimeout = 10_000;
  server.on('connection', (socket) => {
    admission.admit(socket);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, resolve);
  });
  const bound = server.address();
  port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  // The page alone keeps nothing running.
  server.unref();

  // Told a few times a second at most: a burst of deliveries must not be slowed by a page that shows it.
  const fresh = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const tellFresh = (): void => {
    timer = undefined;
    const deliveries = [...fresh].flatMap((id) => shelf.summary(id) ?? []);
    fresh.clear();
    stream.tell({ type: 'some', deliveries });
  };
  const changed = (id: string): void => {
    if (stream.readers() === 0) return;
    fresh.add(id);
    timer ??= setTimeout(tellFresh, tellEvery).unref();
  };
  return {
    address: `http://127.0.0.1:${port}/${token}/`,
    show: (event) => {
      if (event.type === 'refused') refused += 1;
      else {
        const next = stateOf(event);
        if (next === undefined) return;
        state = { ...state, ...next };
      }
      stream.tell({ type: 'state', ...state, refused });
    },
    log: {
      received: (delivery) => {
        shelf.received(delivery);
        changed(delivery.id);
      },
      attempted: (id, attempt, replay = false) => {
        shelf.attempted(id, attempt, replay);
        changed(id);
      },
      answered: (id, status) => {
        shelf.answered(id, status);
        changed(id);
      },
      close: async () => {},
    },
    close: async () => {
      clearTimeout(timer);
      stream.close();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
