import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { dial } from '../../src/transport/connect/dial.ts';
import { open } from '../../src/transport/connect/sockets.ts';
import type { Connection, Request, Response, Transport } from '../../src/transport/transport.ts';
import { eventually } from '../support/eventually.ts';
import { startServer } from '../support/server.ts';
import { later } from '../support/temporary.ts';

/** Starts a server of raw connections. */
const bare = async (take: (socket: Socket) => void): Promise<{ port: number; server: Server; sockets: Socket[] }> => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {}).resume();
    take(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, server, sockets };
};

const openHere = async (connection: Partial<Connection> = {}): Promise<Transport> => {
  const transport = await open({ env: {}, ...connection });
  later(() => transport.close?.());
  return transport;
};

const get = (url: string, more: Partial<Request> = {}): Request => ({ method: 'GET', url: new URL(url), headers: [], effect: 'none', ...more });

const text = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

const outcome = async (promise: Promise<unknown>): Promise<Failure> => {
  const error = await promise.then(
    () => new Error('it was answered'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Failure)) throw error;
  return error;
};

describe('what is known when a request fails', () => {
  it('nothing was sent while TLS was not set up, however long that takes', async () => {
    const { port } = await bare(() => {});
    const transport = await openHere({ connectTimeout: 200 });
    expect(await outcome(transport(get(`https://127.0.0.1:${port}/`, { method: 'POST', body: 'x' })))).toMatchObject({
      kind: 'timeout',
      message: `no connection to 127.0.0.1:${port} within 0.2 s`,
      details: { sent: 'no' },
    });
  });

  it('nothing was sent when it is given up before the connection is there', async () => {
    const { port, sockets } = await bare(() => {});
    const transport = await openHere();
    const abort = new AbortController();
    const failed = outcome(transport(get(`https://127.0.0.1:${port}/`, { signal: abort.signal })));
    await eventually('a connection', () => sockets[0]);
    abort.abort(new Failure('interrupted', 'Ctrl-C'));
    expect(await failed).toMatchObject({ kind: 'interrupted', message: 'Ctrl-C', details: { sent: 'no' } });
    await transport.close?.();
    await eventually('the connection is closed', () => sockets[0]?.destroyed || sockets[0]?.readableEnded);
  });

  it.each(['end', 'resetAndDestroy'] as const)('a connection that breaks between two of its steps is a failure, and no more (%s)', async (how) => {
    let accepted: Socket | undefined;
    const { port } = await bare((socket) => {
      accepted = socket;
    });
    const broken = async (): Promise<SecureContext> => {
      // Simulates the time in which a certificate file is read.
      const socket = await eventually('a connection', () => accepted);
      socket[how]();
      await eventually('it is known here too', () => [...ours].every((one) => one.destroyed || one.readableEnded) || undefined);
      return createSecureContext();
    };
    const ours = new Set<Socket>();
    const dialling = { context: broken, insecure: false, timeout: 3_600_000, sockets: ours };
    expect(await outcome(dial(new URL(`https://127.0.0.1:${port}/`), undefined, dialling, () => {}))).toMatchObject({
      kind: 'network',
      message: '127.0.0.1 closed the connection while it was being opened',
      details: { sent: 'no' },
    });
  });

  it('a connection that is closed while it is made ends at once, not with its time-out', async () => {
    const { port, sockets } = await bare(() => {});
    const ours = new Set<Socket>();
    const dialling = { context: async () => createSecureContext(), insecure: false, timeout: 3_600_000, sockets: ours };
    const failed = outcome(dial(new URL(`https://127.0.0.1:${port}/`), undefined, dialling, () => {}));
    await eventually('a connection', () => sockets[0]);
    for (const socket of ours) socket.destroy();
    expect(await failed).toMatchObject({ kind: 'network', details: { sent: 'no' } });
  });

  it('it may have been received once it was written', async () => {
    const { port, sockets } = await bare(() => {});
    const transport = await openHere();
    const abort = new AbortController();
    const failed = outcome(transport(get(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x', signal: abort.signal })));
    await eventually('the request arrives', () => (sockets[0]?.bytesRead ?? 0) > 0);
    abort.abort(new Failure('interrupted', 'Ctrl-C'));
    expect(await failed).toMatchObject({ kind: 'interrupted', details: { sent: 'perhaps' } });
  });

  it('a connection that the service broke after the answer had begun fails the body', async () => {
    const { port } = await bare((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc')));
    const transport = await openHere();
    const response = await transport(get(`http://127.0.0.1:${port}/`));
    expect(await outcome(text(response))).toMatchObject({ kind: 'network', details: { sent: 'perhaps' } });
  });

  it.each(['not HTTP at all\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`])(
    'what is not HTTP is said to be: %.20s',
    async (bytes) => {
      const { port } = await bare((socket) => socket.once('data', () => socket.end(bytes)));
      const transport = await openHere();
      expect(await outcome(transport(get(`http://127.0.0.1:${port}/`)))).toMatchObject({ kind: 'bad-answer', details: { sent: 'perhaps' } });
    },
  );

  it.each([[['bad name', 'x']], [['x', 'a\r\nb: c']], [['transfer-encoding', 'chunked']]] as const)(
    'a header that cannot be sent is not: %j',
    async (header) => {
      const server = await startServer();
      const transport = await openHere();
      expect(await outcome(transport(get(server.url, { headers: [header] })))).toMatchObject({ kind: 'usage', details: { sent: 'no' } });
      expect(server.requests).toEqual([]);
    },
  );
});

describe('whatever a service sends', () => {
  it('is an answer or a failure, and the connection after it still works', async () => {
    let bytes: Uint8Array = Buffer.alloc(0);
    const { port } = await bare((socket) => socket.once('data', () => socket.end(bytes)));
    const transport = await openHere();
    const line = fc.constantFrom(
      'HTTP/1.1 200 OK',
      'HTTP/1.1 204 No Content',
      'HTTP/1.0 500 x',
      'HTTP/1.1 100 Continue',
      'HTTP/1.1 99999 x',
      'HTTP/2 200',
      'ICY 200 OK',
    );
    const header = fc.oneof(
      fc.constantFrom(
        'Content-Length: 5',
        'Content-Length: 3',
        'Content-Length: -1',
        'Transfer-Encoding: chunked',
        'Content-Encoding: gzip',
        'Content-Encoding: br, gzip',
        'Content-Encoding: rot13',
        'Connection: close',
        'Location: ::',
      ),
      fc.string({ maxLength: 40 }),
    );
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom('hello', '5\r\nhello\r\n0\r\n\r\n', 'zz\r\n', '').map((one) => Buffer.from(one)),
    );
    const shaped = fc
      .tuple(line, fc.array(header, { maxLength: 4 }), body)
      .map(([first, headers, rest]) => Buffer.concat([Buffer.from(`${[first, ...headers].join('\r\n')}\r\n\r\n`), rest]));
    await fc.assert(
      fc.asyncProperty(fc.oneof(shaped, fc.uint8Array({ maxLength: 200 })), async (sent) => {
        bytes = sent;
        try {
          const response = await transport(get(`http://127.0.0.1:${port}/`));
          expect(response.status).toBeGreaterThanOrEqual(200);
          await text(response);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          if (error instanceof Failure) {
            expect(['network', 'bad-answer']).toContain(error.kind);
            expect(error.details.sent).toBe('perhaps');
          }
        }
      }),
      { numRuns: 200 },
    );
    bytes = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    expect(await text(await transport(get(`http://127.0.0.1:${port}/`)))).toBe('ok');
  });
});
