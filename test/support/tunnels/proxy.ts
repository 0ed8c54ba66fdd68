import { createServer, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { later } from '../temporary.ts';

export interface Proxy {
  /** The value for `HTTPS_PROXY` and `HTTP_PROXY`. */
  readonly url: string;
  /** The requests received: `CONNECT hooks.test:443`, `POST http://hooks.test/…`. */
  readonly asked: string[];
}

/** Starts a proxy that connects every requested host to this loopback port. */
export const startProxy = async (to: number): Promise<Proxy> => {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const { pathname, search } = new URL(incoming.url ?? '');
    const onward = request(
      { host: '127.0.0.1', port: to, method: incoming.method, path: pathname + search, headers: incoming.rawHeaders, setHost: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, near: Socket, head: Buffer) => {
    asked.push(`CONNECT ${incoming.url}`);
    const far = connect({ port: to, host: '127.0.0.1' }, () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.write(head);
      near.pipe(far).pipe(near);
    });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => near.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
};
