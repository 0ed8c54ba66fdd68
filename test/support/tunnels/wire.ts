import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { later } from '../temporary.ts';

/** A TCP connection through this process that can be frozen: no data passes, and neither side is told. */
export interface Wire {
  readonly port: number;
  /** Freezes open connections for good. New connections are accepted, and also frozen until `thaw`. */
  freeze(): void;
  thaw(): void;
}

export const startWire = async (to: number): Promise<Wire> => {
  const pairs = new Set<readonly [Socket, Socket]>();
  let frozen = false;
  const server = createServer((near) => {
    const far = connect({ port: to, host: '127.0.0.1' });
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => {});
      one.on('data', (chunk) => other.write(chunk));
      one.on('end', () => other.end());
      one.on('close', () => {
        pairs.delete(pair);
        other.destroy();
      });
    }
    if (frozen) for (const socket of pair) socket.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    freeze: () => {
      frozen = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    thaw: () => {
      frozen = false;
    },
  };
};
