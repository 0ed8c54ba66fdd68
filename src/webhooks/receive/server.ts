import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Failure, systemCode, usage } from '../../errors.ts';
import type { World } from '../../world.ts';
import type { Incoming, Reply } from '../delivery.ts';
import { type Headers, headerOf, pairsOf, signatureHeader } from '../headers.ts';
import { createAdmission } from './connections.ts';
import { type Receiver, refusalFor, replyOf } from './receiver.ts';
import { type Body, createUnverified } from './unverified.ts';

/** The receiver's HTTP server on loopback. */
export interface Front {
  readonly port: number;
  /** Stops accepting connections and closes idle ones. */
  stop(): void;
  /** Closes all connections. */
  close(): Promise<void>;
}

/** Maximum total bytes of bodies that are being read and not yet verified. */
const mostUnverified = 64 * 1024 * 1024;
/** The service gives up after 10 s, so no genuine request takes longer (ms). */
const requestLimit = 15_000;
const headersLimit = 5_000;
/** Longer than the tunnel programs keep idle connections in their pools, so that we do not close one that they are about to use (ms). */
const idleLimit = 95_000;
/** How long the rest of a refused body is discarded before the connection is closed (ms). */
const lingering = 1_000;
/** Maximum number of headers. Node itself limits their total size to 16 KiB. */
const mostHeaders = 1_000;

export interface FrontOptions {
  readonly port: number;
  readonly allowUnsigned: boolean;
  /** Maximum body size (bytes). */
  readonly maxBody: number;
}

/** Listens on 127.0.0.1; `port` 0 uses a free port. Fails with `usage` if the port is taken or not allowed. */
export const serve = async (world: Pick<World, 'after' | 'now'>, receiver: Receiver, options: FrontOptions): Promise<Front> => {
  const unverified = createUnverified(Math.max(mostUnverified, 2 * options.maxBody), world.now);
  let stopping = false;
  const admission = createAdmission();

  const headersOf = (reply: Reply): string[] => {
    const headers: string[] = reply.status === 204 ? [] : ['content-length', String(reply.body.length)];
    for (const [name, value] of reply.headers) headers.push(name, value);
    if (stopping) headers.push('connection', 'close');
    return headers;
  };

  const answer = (response: ServerResponse, reply: Reply): void => {
    if (response.destroyed) return;
    response.writeHead(reply.status, headersOf(reply));
    // Without a body, the head is sent in one write.
    if (reply.body.length === 0) response.end();
    else response.end(reply.body);
  };

  /**
   * Refuses a request whose body may still be arriving. The response is sent at once. The rest of the body is discarded for a
   * moment before the connection may be closed, because many senders read the response only after they have sent everything.
   */
  const turnAway = (request: IncomingMessage, response: ServerResponse, reply: Reply): void => {
    request.resume();
    if (request.complete) {
      answer(response, reply);
      return;
    }
    response.writeHead(reply.status, headersOf(reply));
    response.write(reply.body);
    const cut = world.after(lingering, () => request.socket.destroy());
    request.once('end', () => response.end());
    request.once('close', cut);
  };

  const unsigned = (headers: Headers): boolean => !options.allowUnsigned && headerOf(headers, signatureHeader) === undefined;

  /** Refuses what can be refused before the body is read. */
  const refuseHead = (head: Omit<Incoming, 'body'>, declared: number): Reply | undefined => {
    const refused = receiver.refuse(head);
    if (refused) return refused;
    if (head.headers.length > mostHeaders) return receiver.refusal(refusalFor('too_many_headers'));
    return unsigned(head.headers) && declared <= options.maxBody ? receiver.refusal(refusalFor('no_signature')) : undefined;
  };

  /** Handles a request. `invite` asks a sender that waits for `100 Continue` to send its body (RFC 9110 section 10.1.1). */
  const handle = (request: IncomingMessage, response: ServerResponse, invite?: () => void): void => {
    const { socket } = request;
    const method = request.method ?? '';
    const path = request.url ?? '';
    const headers = pairsOf(request.rawHeaders);
    const declared = Number(request.headers['content-length'] ?? Number.NaN);
    const refused = refuseHead({ method, path, headers }, declared);
    if (refused) {
      turnAway(request, response, refused);
      return;
    }
    if (declared > options.maxBody) {
      const { reply, told } = receiver.tooLarge(declared);
      const nothing = Buffer.alloc(0);
      request.once('data', told).once('close', () => told(nothing));
      turnAway(request, response, reply);
      return;
    }
    invite?.();

    admission.reading(socket);
    const chunks: Buffer[] = [];
    let over = false;
    const giveUp = (reply: Reply): void => {
      over = true;
      chunks.length = 0;
      turnAway(request, response, reply);
    };
    const reading: Body = { size: 0, since: world.now(), cut: () => giveUp(receiver.refusal(refusalFor('busy'))) };
    request.on('data', (chunk: Buffer) => {
      if (over) return;
      chunks.push(chunk);
      unverified.grow(reading, chunk.length);
      if (over || reading.size <= options.maxBody) return;
      unverified.leave(reading);
      const { reply, told } = receiver.tooLarge(reading.size);
      told(chunks[0] ?? chunk);
      giveUp(reply);
    });
    request.once('end', () => {
      unverified.leave(reading);
      if (over) return admission.idle(socket);
      const [only] = chunks;
      const body = chunks.length === 1 && only ? only : Buffer.concat(chunks, reading.size);
      over = true;
      admission.busy(socket);
      const reply = (found: Reply): void => {
        admission.idle(socket);
        answer(response, found);
      };
      // A bug on our side: a 5xx makes the service retry.
      receiver.deliver({ method, path, headers, body }).then(reply, () => reply(replyOf(500)));
    });
    request.once('close', () => unverified.leave(reading));
    request.on('error', () => {});
  };

  const server = createServer(
    { headersTimeout: headersLimit, requestTimeout: requestLimit, keepAliveTimeout: idleLimit, connectionsCheckingInterval: 1_000, noDelay: true },
    (request, response) => handle(request, response),
  );
  // No limit here, so that no header is dropped silently.
  server.maxHeadersCount = 0;
  // A client that half-closes the connection after its request still expects a response.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('connection', admission.admit);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => handle(request, response, () => response.writeContinue()));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, options.port)));
    server.listen(options.port, '127.0.0.1', resolve);
  });
  server.on('error', () => {});
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    port,
    stop: () => {
      stopping = true;
      server.close();
      server.closeIdleConnections();
    },
    close: async () => {
      stopping = true;
      server.close();
      server.closeAllConnections();
    },
  };
};

const cannotListen = (error: unknown, port: number): Failure => {
  const code = systemCode(error);
  if (code === 'EADDRINUSE') return usage(`port ${port} is in use by another program`, 'Drop --port to use a free one, or choose another.');
  if (code === 'EACCES') return usage(`port ${port} requires special privileges`, 'Choose a port above 1023 with --port.');
  return new Failure('internal', `the receiver could not be started on 127.0.0.1: ${code ?? String(error)}`, { cause: error });
};
