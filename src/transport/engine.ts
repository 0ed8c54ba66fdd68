import type { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';

/**
 * Loads undici's connection pool and request handler. undici's parser is WebAssembly, which V8 goes on optimising in the
 * background and waits for at exit; without the optimising compiler a command ends some 50 ms sooner and nothing is slower.
 */
export const engine = async () => {
  try {
    setFlagsFromString('--liftoff-only');
  } catch {
    // A V8 without this flag: only slower.
  }
  const [{ default: Pool }, { default: request }, { default: symbols }] = await Promise.all([
    import('undici/lib/dispatcher/pool.js'),
    import('undici/lib/api/api-request.js'),
    import('undici/lib/core/symbols.js'),
  ]);
  return { Pool, RequestHandler: request.RequestHandler, kParser: symbols.kParser };
};

export type Engine = Awaited<ReturnType<typeof engine>>;

/**
 * undici breaks off where a service says `100 Continue` unasked, while every other 1xx is read over, as RFC 9110 (15.2) wants it
 * of all. Called for a connection that undici has just taken.
 * @param kParser the name under which undici keeps the parser of a connection
 */
export const readOverContinue = (socket: Socket, kParser: symbol): void => {
  const parser: unknown = Reflect.get(socket, kParser);
  if (typeof parser !== 'object' || parser === null || !('onHeadersComplete' in parser)) return;
  const { onHeadersComplete } = parser;
  if (typeof onHeadersComplete !== 'function') return;
  parser.onHeadersComplete = (status: number, ...more: unknown[]): unknown => onHeadersComplete.call(parser, status === 100 ? 102 : status, ...more);
};
