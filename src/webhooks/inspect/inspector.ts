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
  /** The profile whose deliveries are shown. */
  readonly profile: string;
  /** Part of the page's URL. Anyone who knows it sees callers' numbers and transcripts. */
  readonly token: string;
  /** Whether the session keeps a log. Without one, the page shows only this session, from memory. */
  readonly logged: boolean;
  /** The port to try first (default 4141). */
  readonly port?: number;
}

/** A local page that shows the log of a profile live and replays deliveries. */
export interface Inspector {
  /** The page's URL, for this user only. */
  readonly address: string;
  /** Handles session events: states, refusals, warnings. */
  show(event: SessionEvent): void;
  /** Receives deliveries in addition to the log on disk. */
  readonly log: DeliveryLog;
  close(): Promise<void>;
}

/** A fixed port, so that a bookmark works, and how many ports after it are tried if it is taken. */
const firstPort = 4141;
const portsTried = 20;
/** Maximum concurrent connections. Beyond it, a connection without a request is closed. */
const mostConnections = 64;
/** How soon pages are told of this listener's activity, and how often the log is checked for other processes' entries (ms). */
const soon = 100;
const often = 1_000;
/** Maximum number of rows sent one by one. Beyond it, the page reloads the list. */
const mostTold = 200;

type Session = Omit<State, 'total' | 'failed'>;

const before: Session = { state: 'connecting', reason: null, address: null, targets: [], refused: 0, warning: null };

/** Returns the session state that the page shows beside the deliveries. It does not include the secret. */
const after = (state: Session, event: SessionEvent): Session => {
  switch (event.type) {
    case 'connecting':
      return { ...state, state: 'connecting', reason: null };
    case 'ready':
      return { ...state, state: 'ready', reason: null, address: event.address, targets: event.targets };
    case 'reconnecting':
      return { ...state, state: 'reconnecting', reason: event.reason };
    case 'reconnected':
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

/** Serves the page on loopback, on the fixed port or the next free one. Fails with the system's error if it cannot. */
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
  // Without a log, nothing of earlier sessions is shown either, because it could not be told apart. If the log cannot be read, the
  // page shows what it knows; the listener already reported that nothing is logged.
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
      // The same response for every rejected request, so that a stranger learns nothing from it.
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
  // The page alone does not keep the process running.
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
  // At most a few times per second: showing a burst of deliveries must not slow them down.
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
      // Sent at once, because the program may exit before the next turn.
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
