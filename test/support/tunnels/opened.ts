import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Incoming, Reply } from '../../../src/webhooks/delivery.ts';
import type { Tunnel, TunnelOptions, TunnelState } from '../../../src/webhooks/tunnel.ts';
import { openTunnel } from '../../../src/webhooks/tunnels/open.ts';
import type { Via } from '../../../src/webhooks/via.ts';
import type { World } from '../../../src/world.ts';
import { eventually } from '../eventually.ts';
import { later, temporaryDirectory } from '../temporary.ts';

/** A receiver on loopback like that of a listener. It keeps the requests and responds 200 with the body it received. */
export interface Receiver {
  readonly port: number;
  readonly got: Incoming[];
  readonly take: Take;
  /** Changes the response from now on. */
  answer(take: Take): void;
}

type Take = (incoming: Incoming) => Promise<Reply>;

const echo: Take = async ({ body }) => ({ status: 200, headers: [['x-receiver', 'here']], body });

export const startReceiver = async (answer: Take = echo): Promise<Receiver> => {
  const got: Incoming[] = [];
  let current = answer;
  const take: Take = (incoming) => {
    got.push(incoming);
    return current(incoming);
  };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const raw = request.rawHeaders;
      const headers = raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []));
      const reply = await take({ method: request.method ?? '', path: request.url ?? '', headers, body: Buffer.concat(chunks) });
      response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    got,
    take,
    answer: (other) => {
      current = other;
    },
  };
};

export interface Opened {
  readonly tunnel: Tunnel;
  readonly states: TunnelState[];
  /** Waits for the nth state (from 0) of this type. */
  state<T extends TunnelState['type']>(type: T, nth?: number): Promise<Extract<TunnelState, { type: T }>>;
}

export const path = '/_boltcall/mia-3f9c';

/** Opens a tunnel as a listener does. It is closed when the test ends. */
export const opened = async (via: Via, world: World, more: Partial<TunnelOptions> = {}): Promise<Opened> => {
  const states: TunnelState[] = [];
  const receiver = more.port === undefined ? await startReceiver() : undefined;
  const tunnel = await openTunnel(via, {
    world,
    port: receiver?.port ?? 0,
    path,
    take: receiver?.take ?? (async () => ({ status: 200, headers: [], body: Buffer.alloc(0) })),
    onState: (state) => states.push(state),
    signal: new AbortController().signal,
    directory: more.directory ?? temporaryDirectory('tunnel'),
    ...more,
  });
  later(() => tunnel.close());
  return {
    tunnel,
    states,
    state: (type, nth = 0) =>
      eventually(
        `state ${type} number ${nth}`,
        () => states.filter((state): state is Extract<TunnelState, { type: typeof type }> => state.type === type)[nth],
      ),
  };
};
