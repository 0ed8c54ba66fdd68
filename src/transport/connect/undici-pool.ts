import type { Socket } from 'node:net';
import type { PoolOptions } from 'undici/lib/dispatcher/pool.js';

/**
 * undici breaks off where a server says `100 Continue` unasked, and so leaves the outcome of a change unknown; RFC 9110 (15.2) wants all 1xx
 * to be read over, and undici has no option for it. For that alone, and for no gain in time, a method of its parser is replaced; where the
 * parser is another one, nothing is. Called for a connection that undici has just taken.
 * @param kParser the name under which undici keeps the parser of a connection
 */
const readOverContinue = (socket: Socket, kParser: symbol): void => {
  const parser: unknown = Reflect.get(socket, kParser);
  if (typeof parser !== 'object' || parser === null || !('onHeadersComplete' in parser)) return;
  const { onHeadersComplete } = parser;
  if (typeof onHeadersComplete !== 'function') return;
  parser.onHeadersComplete = (status: number, ...more: unknown[]): unknown => onHeadersComplete.call(parser, status === 100 ? 102 : status, ...more);
};

/** Loads undici's pool of connections, whose connections bear with `100 Continue`. */
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
