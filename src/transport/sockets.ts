import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { SecureContext } from 'node:tls';
import type { UndiciResponse } from 'undici/lib/api/api-request.js';
import { Failure, systemCode } from '../errors.ts';
import { hostOf, place, portOf } from './addresses.ts';
import { requestFailure } from './causes.ts';
import { secureContext } from './certificates.ts';
import { decode, wasEmpty } from './decode.ts';
import { type Dialled, dial } from './dial.ts';
import { ended } from './ended.ts';
import { type Engine, engine, readOverContinue } from './engine.ts';
import { authorization, type ProxyAddress, proxyFor } from './proxy.ts';
import type { Connection, Request, Response, Times, Transport } from './transport.ts';
import { refused } from './tunnel.ts';

/** One origin's connections. */
interface Origin {
  readonly pool: InstanceType<Engine['Pool']>;
  readonly proxy: ProxyAddress | undefined;
  /** The newest connection and when it was ready, for the times of the request that made it. */
  dialled?: Dialled & { readonly at: number };
  /** The last thing that TLS said on one of its connections after they were made. */
  alert?: Error;
}

const pairs = (flat: readonly string[]): Array<readonly [string, string]> => {
  const found: Array<readonly [string, string]> = [];
  for (let at = 0; at + 1 < flat.length; at += 2) found.push([(flat[at] ?? '').toLowerCase(), flat[at + 1] ?? '']);
  return found;
};

/**
 * The bare transport: undici's pool over connections that we dial ourselves (proxies, certificates, both address families).
 * It repeats nothing and waits for nothing. What it throws says whether the request may have reached the other side: undici
 * tells its handler the moment before the first byte is written.
 */
export const open = async (connection: Connection): Promise<Transport> => {
  const { Pool, RequestHandler, kParser } = await engine();
  const origins = new Map<string, Origin>();
  const sockets = new Set<Socket>();
  const contexts = new Map<boolean, Promise<SecureContext>>();
  const dialling = {
    context: (own: boolean): Promise<SecureContext> => {
      const known = contexts.get(own) ?? secureContext(connection, own);
      contexts.set(own, known);
      return known;
    },
    insecure: connection.insecure === true,
    timeout: connection.connectTimeout ?? 10_000,
    sockets,
  };

  const originOf = (url: URL): Origin => {
    const known = origins.get(url.origin);
    if (known) return known;
    const proxy = proxyFor(connection.env, url);
    const alerted = (error: Error): void => {
      if (systemCode(error)?.startsWith('ERR_SSL_')) origin.alert = error;
    };
    const pool = new Pool(url.origin, {
      connections: connection.connections ?? 16,
      // Time-outs are the business of timeout.ts.
      headersTimeout: 0,
      bodyTimeout: 0,
      // A connection that the other side closes as a change goes out leaves its outcome unknown, so none waits long to be used again.
      keepAliveTimeout: 1_000,
      keepAliveMaxTimeout: 1_000,
      connect: (_target, done) => {
        dial(url, proxy, dialling, alerted).then(
          (dialled) => {
            origin.dialled = { ...dialled, at: performance.now() };
            done(null, dialled.socket);
            readOverContinue(dialled.socket, kParser);
          },
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
      },
    });
    const origin: Origin = { pool, proxy };
    origins.set(url.origin, origin);
    return origin;
  };

  const send = (request: Request): Promise<Response> =>
    new Promise((resolve, reject) => {
      const { url, method, signal } = request;
      const origin = originOf(url);
      const began = performance.now();
      const where = place(hostOf(url), portOf(url));
      let sent: 'no' | 'perhaps' = 'no';

      const answered = async (answer: UndiciResponse): Promise<Response> => {
        const firstByte = performance.now() - began;
        const headers = pairs(answer.headers);
        // Only a proxy says this, and then nothing went further.
        if (answer.statusCode === 407 && origin.proxy) throw refused(origin.proxy, where, 407);
        const empty = method === 'HEAD' || answer.statusCode === 204 || answer.statusCode === 304;
        const body = empty ? answer.body : await decode(answer.body, headers.find(([name]) => name === 'content-encoding')?.[1]);
        const dialled = origin.dialled && origin.dialled.at >= began ? origin.dialled : undefined;
        const times: Times = {
          ...(dialled && { lookup: dialled.lookup, connect: dialled.connect }),
          ...(dialled?.tls !== undefined && { tls: dialled.tls }),
          firstByte,
        };
        return { status: answer.statusCode, headers, body: read(body, where, signal), times };
      };

      class Handler extends RequestHandler {
        override onConnect(abort: (error?: Error) => void, context?: unknown): void {
          sent = 'perhaps';
          super.onConnect(abort, context);
        }
      }
      const handler = new Handler({ method, responseHeaders: 'raw', ...(signal && { signal }) }, (error, answer) => {
        signal?.removeEventListener('abort', abandon);
        // undici says only that the other side closed; why is what TLS said before.
        if (error)
          reject(
            signal?.aborted
              ? ended(signal, sent)
              : requestFailure((systemCode(error) === 'UND_ERR_SOCKET' && origin.alert) || error, where, sent, false),
          );
        else
          answered(answer).then(resolve, (failure: unknown) => {
            answer.body.on('error', () => {}).destroy();
            reject(failure);
          });
      });
      // undici waits for the connection before it looks at the signal.
      const abandon = (): void => {
        if (signal && sent === 'no') reject(ended(signal, sent));
      };
      if (signal?.aborted) return abandon();
      signal?.addEventListener('abort', abandon, { once: true });

      const headers = request.headers.flat();
      let path = `${url.pathname}${url.search}`;
      if (origin.proxy && url.protocol === 'http:' && origin.proxy.url.protocol.startsWith('http')) {
        path = `${url.origin}${path}`;
        const password = authorization(origin.proxy.url);
        if (password) headers.push('proxy-authorization', password);
      }
      origin.pool.dispatch({ method, path, headers, body: request.body ?? null }, handler);
    });

  // Files that were named are read first, so that a wrong one is found before anything is sent.
  if (connection.caFile ?? connection.env['BOLTCALL_CA_FILE'] ?? connection.clientCert ?? connection.clientKey) await dialling.context(true);

  const transport: Transport = async (request) => send(request);
  transport.close = async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all([...origins.values()].map(({ pool }) => pool.destroy()));
    origins.clear();
  };
  return transport;
};

/** A body as chunks, whose end by an error is a `Failure`. */
async function* read(body: AsyncIterable<Uint8Array>, where: string, signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (signal?.aborted) throw ended(signal, 'perhaps');
    if (wasEmpty(body, error)) return;
    const code = systemCode(error) ?? '';
    if (code.startsWith('Z_') || code.startsWith('ERR__ERROR_FORMAT') || code === 'ERR_BROTLI_DECODER_ERROR') {
      throw new Failure('bad-answer', `the answer of ${where} is damaged: it cannot be decompressed`, { sent: 'perhaps', cause: error });
    }
    throw requestFailure(error, where, 'perhaps', true);
  }
}
