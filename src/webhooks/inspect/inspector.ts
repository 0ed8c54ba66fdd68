import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { systemCode } from '../../errors.ts';
import type { Places } from '../../profiles/directories.ts';
import type { World } from '../../world.ts';
import { surroundings } from '../forward/host-kind.ts';
import type { DeliveryLog } from '../log/log.ts';
import { createAdmission } from '../receive/connections.ts';
import type { SessionEvent } from '../session-event.ts';
import { createCatalog } from './catalog.ts';
import { asked, safetyHeaders } from './guard.ts';
import { type Serving, serve } from './routes.ts';
import { createSender, type SenderOptions } from './sender.ts';
import { rowOf } from './shown.ts';
import { createStream } from './stream.ts';
import type { State, Told } from './wire.ts';

export interface InspectorOptions extends SenderOptions {
  readonly world: World;
  readonly places: Places;
  /** Whose deliveries are shown. */
  readonly profile: string;
  /** In the page's URL: whoever knows it sees callers' numbers and transcripts. */
  readonly token: string;
  /** Whether the session keeps a log; without one the page shows this session only, out of memory. */
  readonly logged: boolean;
  /** The port to try first (default 4141). */
  readonly port?: number;
}

/** A page on this machine that shows the log of a profile, live, and sends deliveries again. */
export interface Inspector {
  /** For the person who listens alone. */
  readonly address: string;
  /** What happens while listening: states, refusals, warnings. */
  show(event: SessionEvent): void;
  /** Hears of deliveries beside the log that is kept. */
  readonly log: DeliveryLog;
  close(): Promise<void>;
}

/** The fixed port, so that a bookmark works, and how many behind it are tried where others have it. */
const firstPort = 4141;
const portsTried = 20;
/** Connections at once: of more, one on which nothing was asked makes room. */
const mostConnections = 64;
/** How soon pages are told of what this listener does, and how often the log is looked at for what others write (ms). */
const soon = 100;
const often = 1_000;
/** Rows that are told one by one; of more the list is read again. */
const mostTold = 200;

type Session = Omit<State, 'total' | 'failed'>;

const before: Session = { state: 'connecting', reason: null, address: null, targets: [], refused: 0, warning: null };

/** What of a session the page shows beside the deliveries. The secret stays out of it. */
const after = (state: Session, event: SessionEvent): Session => {
  switch (event.type) {
    case 'connecting':
      return { ...state, state: 'connecting', reason: null };
    case 'ready':
      return { ...state, state: 'ready', reason: null, address: event.address, targets: event.targets };
    case 'reconnecting':
      return { ...state, state: 'reconnecting', reason: event.reason };
    case 'back':
      return { ...state, state: 'ready', reason: null, address: event.address };
    case 'closed':
      return { ...state, state: 'closed', reason: null };
    case 'refused':
      return { ...state, refused: state.refused + 1 };
    case 'warning':
      return { ...state, warning: event.text };
    default:
      return state;
  }
};

const listenAt = (server: Server, port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      server.off('listening', done);
      if (systemCode(error) === 'EADDRINUSE' || systemCode(error) === 'EACCES') resolve(false);
      else reject(error);
    };
    const done = (): void => {
      server.off('error', failed);
      resolve(true);
    };
    server.once('error', failed).once('listening', done).listen({ host: '127.0.0.1', port });
  });

/** Opens the page on loopback, at the fixed port or the next free one. Fails with what the system said where it cannot. */
export const openInspector = async (options: InspectorOptions): Promise<Inspector> => {
  const { world, places, token, logged, port: wanted = firstPort } = options;
  const catalog = createCatalog(places, options.profile);
  const stream = createStream(world);
  const sender = createSender(options);
  const sockets = new Set<Socket>();
  const admission = createAdmission(mostConnections);
  let session = before;
  const state = (): State => {
    const all = catalog.all(world.now());
    return { ...session, total: all.length, failed: all.filter(({ failed }) => failed).length };
  };
  // Without a log nothing of earlier sessions is shown either, since it would not be told apart.
  // Where the log cannot be read the page shows what it knows; that nothing is written the listener has said.
  const read = { ...catalog, refresh: async () => (logged ? catalog.refresh().catch(() => undefined) : undefined) };
  const serving: Serving = {
    world,
    places,
    token,
    catalog: read,
    sender,
    stream,
    surroundings: surroundings(world),
    extra: options.forwarding.extra,
    actions: options.actions,
    targets: () => session.targets,
    state,
  };
  let port = 0;
  const server = createServer((request, response) => {
    const found = asked(request, port, token);
    if (found === undefined) {
      // The same for everything that is wrong: a stranger learns nothing from it.
      response.writeHead(404, { ...safetyHeaders('none'), Connection: 'close' }).end();
      return;
    }
    const { socket } = request;
    admission.busy(socket);
    response.once('close', () => admission.idle(socket));
    serve(request, response, found, serving).catch(() => {
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
  let open = false;
  for (let tried = 0; !open; tried += 1) open = await listenAt(server, tried < portsTried && wanted !== 0 ? wanted + tried : 0);
  const bound = server.address();
  port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  // The page alone keeps nothing running.
  server.unref();

  let told = '';
  const tell = async (): Promise<void> => {
    await read.refresh();
    const now = state();
    const { ids, gone } = catalog.changes();
    const rows = [...ids].flatMap((id) => {
      const one = catalog.get(id);
      return one === undefined ? [] : [rowOf(one)];
    });
    const message: Told = { state: now, ...(gone || rows.length > mostTold ? { reset: true as const } : rows.length > 0 ? { rows } : {}) };
    const text = JSON.stringify(message);
    if (text === told) return;
    told = text;
    stream.tell(message);
  };
  // A few times a second at most: a burst of deliveries must not be slowed by a page that shows it.
  let planned: (() => void) | undefined;
  let telling: Promise<void> = Promise.resolve();
  const changed = (): void => {
    if (stream.readers() === 0) return;
    planned ??= world.after(soon, () => {
      planned = undefined;
      telling = telling.then(tell);
    });
  };
  const look = (): void => {
    changed();
    looking = world.after(often, look);
  };
  let looking = world.after(often, look);

  return {
    address: `http://127.0.0.1:${port}/${token}/`,
    show: (event) => {
      const next = after(session, event);
      if (next === session) return;
      session = next;
      changed();
      // Its last word is said at once: the program may be over before the next turn.
      if (event.type === 'closed') stream.tell({ state: state() } satisfies Told);
    },
    log: {
      received: (delivery) => {
        if (!logged) catalog.add({ type: 'delivery', profile: options.profile, delivery });
        changed();
      },
      attempted: (id, attempt, replay = false) => {
        if (!logged) catalog.add({ type: 'attempt', id, attempt, replay });
        sender.attempted(id, attempt, replay);
        changed();
      },
      answered: (id, status) => {
        if (!logged) catalog.add({ type: 'answer', id, status, at: world.now() });
        changed();
      },
      close: async () => {},
    },
    close: async () => {
      planned?.();
      looking();
      await telling;
      stream.close();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
