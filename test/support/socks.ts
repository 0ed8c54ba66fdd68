import { connect, createServer, type Socket } from 'node:net';
import { later } from './temporary.ts';

export interface TestSocks {
  readonly port: number;
  /** The destinations that clients asked for, as `host:port`. */
  readonly asked: readonly string[];
}

/** Reads exactly `count` bytes. */
const take = async (socket: Socket, count: number): Promise<Buffer> => {
  for (;;) {
    const bytes: Buffer | null = socket.read(count);
    if (bytes) return bytes;
    if (socket.destroyed || socket.readableEnded) throw new Error('closed');
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('readable', done).off('close', done).off('end', done);
        resolve();
      };
      socket.once('readable', done).once('close', done).once('end', done);
    });
  }
};

/**
 * Starts a SOCKS5 proxy (RFC 1928, 1929), with or without a password. It resolves hosts that end in `.invalid` to loopback and
 * refuses those that end in `.refused`.
 */
export const startSocks = async (password?: { readonly user: string; readonly password: string }): Promise<TestSocks> => {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const serve = async (socket: Socket): Promise<void> => {
    const [, methods = 0] = await take(socket, 2);
    const offered = [...(await take(socket, methods))];
    const method = password ? 2 : 0;
    if (!offered.includes(method)) return void socket.end(Buffer.from([5, 0xff]));
    socket.write(Buffer.from([5, method]));
    if (password) {
      const [, userLength = 0] = await take(socket, 2);
      const user = (await take(socket, userLength)).toString();
      const [length = 0] = await take(socket, 1);
      const right = user === password.user && (await take(socket, length)).toString() === password.password;
      socket.write(Buffer.from([1, right ? 0 : 1]));
      if (!right) return void socket.end();
    }
    const [, , , type = 0] = await take(socket, 4);
    const [length = 0] = type === 3 ? await take(socket, 1) : [type === 1 ? 4 : 16];
    const bytes = await take(socket, length);
    const host = type === 3 ? bytes.toString() : [...bytes].join('.');
    const port = (await take(socket, 2)).readUInt16BE();
    asked.push(`${host}:${port}`);
    const reply = (code: number): Buffer => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
    if (host.endsWith('.refused')) return void socket.end(reply(2));
    const far = connect(port, host.endsWith('.invalid') ? '127.0.0.1' : host, () => {
      socket.write(reply(0));
      socket.pipe(far).pipe(socket);
    });
    sockets.add(far);
    far.on('error', () => socket.destroy());
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, asked };
};
