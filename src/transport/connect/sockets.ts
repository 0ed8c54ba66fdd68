import { performance } from 'node:perf_hooks';
import type { UndiciResponse } from 'undici/lib/api/api-request.js';
import { Failure, systemCode } from '../../errors.ts';
import { ended } from '../aborted.ts';
import { hostOf, place, portOf } from '../addresses.ts';
import type { Connection, Request, Response, Times, Transport } from '../transport.ts';
import { decode, wasEmpty } from './decode.ts';
import { requestFailure } from './failures.ts';
import { type Origin, openOrigins } from './origins.ts';
import { authorization } from './proxy.ts';
import { refused } from './proxy-tunnel.ts';
import { engine } from './undici.ts';

const pairs = (flat: readonly string[]): Array<readonly [string, string]> => {
  const found: Array<readonly [string, string]> = [];
  for (let at = 0; at + 1 < flat.length; at += 2) found.push([(flat[at] ?? '').toLowerCase(), flat[at + 1] ?? '']);
  return found;
};

/** Counts the connection steps for the request that opened the connection. */
const timesOf = ({ dialled }: Origin, began: number): Times => {
  const firstByte = performance.now() - began;
  if (!dialled || dialled.at < began) return { firstByte };
  const { lookup, connect, tls } = dialled;
  return { lookup, connect, ...(tls !== undefined && { tls }), firstByte };
};

/** Returns the destination of a request as messages show it. */
const placeOf = (url: URL): string => place(hostOf(url), portOf(url));

/** Returns whether an http proxy reads and forwards the request itself, because it is not encrypted. */
const relayed = ({ proxy }: Origin, url: URL): boolean => url.protocol === 'http:' && proxy !== undefined && proxy.url.protocol.startsWith('http');

/**
 * Opens the bare transport: undici's pool on connections that we open ourselves (proxies, certificates, both address families). It does not retry or
 * delay. Its failures say whether the request may have reached the other side: undici tells its handler just before the first byte is written.
 */
export const open = async (connection: Connection): Promise<Transport> => {
  const parts = await engine();
  const origins = openOrigins(connection, parts);

  class Handler extends parts.RequestHandler {
    sent: 'no' | 'perhaps' = 'no';
    override onConnect(abort: (error?: Error) => void, context?: unknown): void {
      this.sent = 'perhaps';
      super.onConnect(abort, context);
    }
  }

  const read = async (origin: Origin, { method, url, signal }: Request, began: number, answer: UndiciResponse): Promise<Response> => {
    origin.answered = true;
    const { statusCode: status } = answer;
    const times = timesOf(origin, began);
    const headers = pairs(answer.headers);
    // Only a proxy responds like this, and then nothing was forwarded.
    if (status === 407 && origin.proxy && relayed(origin, url)) throw refused(origin.proxy, placeOf(url), status);
    const empty = method === 'HEAD' || status === 204 || status === 304;
    const body = empty ? answer.body : await decode(answer.body, headers.find(([name]) => name === 'content-encoding')?.[1]);
    return { status, headers, body: chunks(body, placeOf(url), signal), times };
  };

  const send = (request: Request): Promise<Response> =>
    new Promise((resolve, reject) => {
      const { url, method, signal } = request;
      const origin = origins.of(url);
      const began = performance.now();
      const fail = (error: Error): Failure => {
        if (signal?.aborted) return ended(signal, handler.sent);
        // undici says only that the other side closed; an earlier TLS alert says why.
        const alert = systemCode(error) === 'UND_ERR_SOCKET' && !origin.answered ? origin.alert : undefined;
        delete origin.alert;
        return requestFailure(alert ?? error, placeOf(url), handler.sent, false);
      };
      const handler = new Handler({ method, responseHeaders: 'raw', ...(signal && { signal }) }, (error, answer) => {
        signal?.removeEventListener('abort', abandon);
        if (error) return reject(fail(error));
        read(origin, request, began, answer).then(resolve, (failure: unknown) => {
          answer.body.on('error', () => {}).destroy();
          reject(failure);
        });
      });
      // undici waits for the connection before it checks the signal.
      const abandon = (): void => {
        if (signal && handler.sent === 'no') reject(ended(signal, 'no'));
      };
      if (signal?.aborted) return abandon();
      signal?.addEventListener('abort', abandon, { once: true });

      const whole = relayed(origin, url);
      const password = whole && origin.proxy ? authorization(origin.proxy.url) : undefined;
      const path = `${whole ? url.origin : ''}${url.pathname}${url.search}`;
      const headers = [...request.headers.flat(), ...(password === undefined ? [] : ['proxy-authorization', password])];
      origin.pool.dispatch({ method, path, headers, body: request.body ?? null }, handler);
    });

  await origins.check();
  const transport: Transport = async (request) => {
    // undici frees a connection one turn after its response ends; an immediate request would open another one.
    await new Promise((resolve) => setImmediate(resolve));
    return send(request);
  };
  transport.close = origins.close;
  return transport;
};

/** Yields the body in chunks and turns an error into a `Failure`. */
async function* chunks(body: AsyncIterable<Uint8Array>, where: string, signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (signal?.aborted) throw ended(signal, 'perhaps');
    if (wasEmpty(body, error)) return;
    const code = systemCode(error) ?? '';
    if (code.startsWith('Z_') || code.startsWith('ERR__ERROR_FORMAT') || code === 'ERR_BROTLI_DECODER_ERROR') {
      throw new Failure('bad-answer', `the response of ${where} cannot be decompressed`, { sent: 'perhaps', cause: error });
    }
    throw requestFailure(error, where, 'perhaps', true);
  }
}
