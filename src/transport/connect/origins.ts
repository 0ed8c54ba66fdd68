import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { SecureContext } from 'node:tls';
import { systemCode } from '../../errors.ts';
import type { Connection } from '../transport.ts';
import { secureContext } from './certificates.ts';
import { type Dialled, type Dialling, dial } from './dial.ts';
import { type ProxyAddress, proxyFor } from './proxy.ts';
import type { Engine } from './undici.ts';

/** One origin's connections. */
export interface Origin {
  readonly pool: InstanceType<Engine['Pool']>;
  readonly proxy: ProxyAddress | undefined;
  /** The newest connection and when it was ready, for the times of the request that opened it. */
  dialled?: Dialled & { readonly at: number };
  /** The last TLS alert on an established connection, until it is reported. */
  alert?: Error;
  /** It has responded to a request; from then on an alert does not mean that nothing was accepted. */
  answered?: true;
}

interface Origins {
  /** Returns the connections to the origin of a URL. Throws `usage` if the proxy URL is invalid. */
  of(url: URL): Origin;
  /** Reads the given certificate files, so that an invalid one is found before anything is sent. */
  check(): Promise<void>;
  /** Ends all connections at once. */
  close(): Promise<void>;
}

/** Keeps undici's pools, one per origin, on top of connections that we open ourselves. */
export const openOrigins = (connection: Connection, { Pool }: Engine): Origins => {
  const origins = new Map<string, Origin>();
  const sockets = new Set<Socket>();
  const contexts = new Map<boolean, Promise<SecureContext>>();
  const dialling: Dialling = {
    context: (own) => {
      const known = contexts.get(own) ?? secureContext(connection, own);
      contexts.set(own, known);
      return known;
    },
    insecure: connection.insecure === true,
    timeout: connection.connectTimeout ?? 10_000,
    sockets,
  };

  const make = (url: URL): Origin => {
    const proxy = proxyFor(connection.env, url);
    const alerted = (error: Error): void => {
      if (systemCode(error)?.startsWith('ERR_SSL_')) origin.alert = error;
    };
    const pool = new Pool(url.origin, {
      connections: connection.connections ?? 16,
      // timeout.ts handles timeouts.
      headersTimeout: 0,
      bodyTimeout: 0,
      // If the other side closes a connection just as a change is sent, the outcome is unknown; so no connection stays idle for long.
      keepAliveTimeout: 1_000,
      keepAliveMaxTimeout: 1_000,
      connect: (_target, done) => {
        dial(url, proxy, dialling, alerted).then(
          (dialled) => {
            origin.dialled = { ...dialled, at: performance.now() };
            done(null, dialled.socket);
          },
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
      },
    });
    const origin: Origin = { pool, proxy };
    origins.set(url.origin, origin);
    return origin;
  };

  return {
    of: (url) => origins.get(url.origin) ?? make(url),
    check: async () => {
      const { caFile, clientCert, clientKey, env } = connection;
      if (caFile ?? env['BOLTCALL_CA_FILE'] ?? clientCert ?? clientKey) await dialling.context(true);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([...origins.values()].map(({ pool }) => pool.destroy()));
      origins.clear();
    },
  };
};
