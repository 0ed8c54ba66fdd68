import type { Socket } from 'node:net';
import type { PoolOptions } from 'undici/lib/dispatcher/pool.js';

/**
 * undici breaks the connection if a server sends an unsolicited `100 Continue`, which leaves the outcome of a change unknown. RFC 9110 (15.2)
 * requires clients to skip all 1xx, and undici has no option for it. So this replaces one method of its parser, for that reason only and not for
 * speed; it does nothing if the parser differs. Called for a connection that undici has just accepted.
 * @param kParser the key under which undici keeps a connection's parser
 */
const readOverContinue = (socket: Socket, kParser: symbol): void => {
  const parser: unknown = Reflect.get(socket, kParser);
  if (typeof parser !== 'object' || parser === null || !('onHeadersComplete' in parser)) return;
  const { onHeadersComplete } = parser;
  if (typeof onHeadersComplete !== 'function') return;
  parser.onHeadersComplete = (status: number, ...more: unknown[]): unknown => onHeadersComplete.call(parser, status === 100 ? 102 : status, ...more);
};

/** Loads undici's connection pool, with connections that tolerate `100 Continue`. */
export const loadPool = async () => {
  const [{ default: Pool }, { default: symbols }] = await Promise.all([
    import('undici/lib/dispatcher/pool.js'),
    import('undici/lib/core/symbols.js'),
  ]);
  return class extends Pool {
    constructor(origin: string, options: PoolOptions) {
      super(origin, {
        ...options,
        connect: (target, done) =>
          options.connect(target, (error, socket) => {
            done(error, socket);
            if (socket) readOverContinue(socket, symbols.kParser);
          }),
      });
    }
  };
};
