import type { LookupAddress } from 'node:dns';
import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { systemCode } from '../../errors.ts';
import { authorization, type ProxyAddress, proxyFor } from '../../transport/connect/proxy.ts';
import type { Connection } from '../../transport/transport.ts';
import type { Target } from '../../values/target.ts';
import type { World } from '../../world.ts';
import type { Attempt, Delivery } from '../delivery.ts';
import { type Changes, outgoing } from '../headers.ts';
import { why } from './fault.ts';

/** Connections to one target, which is also the number of concurrent forwards. */
export const forwardsAtOnce = 64;
/** Limit for DNS lookup, connection and TLS handshake together (ms). */
const connectLimit = 10_000;
/** How much of a target's response is kept for the log, in bytes. */
const keptAnswer = 16 * 1024;

export interface ForwardOptions {
  readonly world: World;
  /** Accepts self-signed and otherwise invalid certificates of https targets. */
  readonly insecure: boolean;
  /** Limit for one attempt, response included (ms). */
  readonly timeout: number;
  /** Proxies and certificate authorities for targets on other machines; defaults to the environment's. */
  readonly connection?: Connection;
}

/** Sends deliveries to targets byte for byte over keep-alive connections. */
export interface Forwarder {
  /** Makes one attempt. Never rejects: an error is reported in the attempt. `signal` aborts it. */
  send(delivery: Delivery, target: Target, changes: Changes, attempt: number): Promise<Attempt>;
  close(): Promise<void>;
}

/** The connections to a target, and how a path is written on them. */
interface Way {
  readonly pool: Pool;
  /** Requests to an http target through a proxy use absolute URLs and the proxy's password. */
  readonly absolute?: { readonly origin: string; readonly password?: string };
  readonly proxied: boolean;
  /** The last TLS error on one of the connections after it was established. */
  alert?: Error | undefined;
}

type Pool = InstanceType<typeof import('undici/lib/dispatcher/pool.js')['default']>;
type Done = (error: Error | null, socket?: Socket) => void;

const bothLoopbacks: LookupAddress[] = [
  { address: '::1', family: 6 },
  { address: '127.0.0.1', family: 4 },
];

/** Resolves `localhost` to both loopback addresses, regardless of the hosts file: servers listen on one or the other. */
const lookupBoth: LookupFunction = (_, options, done) => (options.all ? done(null, bothLoopbacks) : done(null, '127.0.0.1', 4));
const lookupOf = ({ loopback }: Target, host: string): { lookup?: LookupFunction } => (loopback && isIP(host) === 0 ? { lookup: lookupBoth } : {});

/** TLS settings. */
interface Tls {
  readonly insecure: boolean;
  /** Returns a context with the trusted certificate authorities. */
  context(): Promise<SecureContext>;
  /** Called with TLS errors after the connection is established: TLS 1.3 reports a required client certificate only then. */
  alerted(error: Error): void;
}

/** Opens a connection to a target, trying each of its IP addresses in turn. */
const connector =
  (world: World, target: Target, { insecure, context, alerted }: Tls) =>
  (_: unknown, done: Done): void => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    const to = { host, port: target.port, autoSelectFamily: true, noDelay: true, keepAlive: true, ...lookupOf(target, host) };
    // Must be called in the turn that starts the connection: one that fails at once (no network, no descriptors) emits its error
    // in the next tick.
    const watch = (socket: Socket): void => {
      let settled = false;
      const settle: Done = (error, connected) => {
        if (settled) return;
        settled = true;
        inTime();
        done(error, connected);
      };
      const inTime = world.after(connectLimit, () => socket.destroy(Object.assign(new Error('connection timed out'), { code: 'ETIMEDOUT' })));
      socket.once(target.secure ? 'secureConnect' : 'connect', () => settle(null, socket));
      socket.once('error', (error) => settle(error));
      socket.once('close', () => settle(new Error('the connection was closed')));
    };
    const open = async (): Promise<void> => {
      if (!target.secure) return watch(connectPlain(to));
      const [{ connect }, secureContext] = await Promise.all([import('node:tls'), context()]);
      const name = isIP(host) === 0 ? { servername: host } : {};
      const socket = connect({ ...to, ...name, secureContext, rejectUnauthorized: !insecure, ALPNProtocols: ['http/1.1'] });
      watch(socket);
      socket.on('error', alerted);
    };
    open().catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error))));
  };

/** Like `connector`, but through a proxy. */
const proxiedConnector =
  (url: URL, proxy: ProxyAddress, { insecure, context, alerted }: Tls) =>
  (_: unknown, done: Done): void => {
    const open = async (): Promise<Socket> => {
      const { dial } = await import('../../transport/connect/dial.ts');
      return (await dial(url, proxy, { context, insecure, timeout: connectLimit, sockets: new Set<Socket>() }, alerted)).socket;
    };
    open().then(
      (socket) => done(null, socket),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  };

export const createForwarder = async ({ world, insecure, timeout, connection = { env: world.env } }: ForwardOptions): Promise<Forwarder> => {
  const PoolOf = await (await import('../../transport/connect/undici-pool.ts')).loadPool();
  // No limits in the client: a single timer per attempt covers everything.
  const limits = { connections: forwardsAtOnce, headersTimeout: 0, bodyTimeout: 0 } as const;
  const ways = new Map<string, Way>();
  let known: Promise<SecureContext> | undefined;
  /** Loaded when a target needs it. Targets never get the client certificate, which is for the API. */
  const context = (): Promise<SecureContext> => {
    known ??= import('../../transport/connect/certificates.ts').then(({ secureContext }) => secureContext(connection, false));
    return known;
  };
  const make = (target: Target): Way => {
    const url = new URL(target.origin);
    const proxy = target.loopback ? undefined : proxyFor(connection.env, url);
    const tls: Tls = {
      insecure,
      context,
      alerted: (error) => {
        if (systemCode(error)?.startsWith('ERR_SSL_')) way.alert = error;
      },
    };
    const pool = new PoolOf(target.origin, { ...limits, connect: proxy ? proxiedConnector(url, proxy, tls) : connector(world, target, tls) });
    const password = proxy && authorization(proxy.url);
    const whole = proxy && !target.secure && proxy.url.protocol.startsWith('http');
    const way: Way = {
      pool,
      proxied: proxy !== undefined,
      ...(whole ? { absolute: { origin: target.origin, ...(password === undefined ? {} : { password }) } } : {}),
    };
    return way;
  };
  const wayTo = (target: Target): Way => {
    const open = ways.get(target.origin);
    if (open) return open;
    const made = make(target);
    ways.set(target.origin, made);
    return made;
  };

  const send: Forwarder['send'] = (delivery, target, changes, attempt) =>
    new Promise((resolve) => {
      const at = world.now();
      const started = performance.now();
      const headers = outgoing(delivery.headers, target.authorization === undefined ? changes : { ...changes, authorization: target.authorization });
      let abort: ((error?: Error) => void) | undefined;
      let late = false;
      let way: Way | undefined;
      let status: number | undefined;
      let list: readonly Buffer[] = [];
      const chunks: Buffer[] = [];
      let kept = 0;
      const end = (error?: unknown): void => {
        inTime();
        const ms = Math.round(performance.now() - started);
        const base = { target: target.text, attempt, at, ms };
        if (status === 407 && way?.proxied) resolve({ ...base, fault: 'refused', error: 'the proxy requires a user name and password' });
        else if (error !== undefined || status === undefined) {
          resolve({ ...base, ...(late ? { fault: 'timeout', error: `no response within ${timeout / 1000} s` } : why(causeOf(error, way), target)) });
        } else resolve({ target: target.text, attempt, at, ms, status, answer: { headers: pairs(list), body: whole(chunks) } });
      };
      const inTime = world.after(timeout, () => {
        late = true;
        if (abort) abort(new Error('late'));
        else end(new Error('late'));
      });
      const handler = {
        onConnect: (give: (error?: Error) => void): void => {
          abort = give;
          if (late) give(new Error('late'));
        },
        onHeaders: (code: number, raw: readonly Buffer[]): boolean => {
          if (code >= 200) {
            status = code;
            list = raw;
          }
          return true;
        },
        onData: (chunk: Buffer): boolean => {
          if (kept < keptAnswer) {
            // Copied, so that the kept part does not retain the whole read buffer.
            const part = Buffer.from(chunk.subarray(0, keptAnswer - kept));
            kept += part.length;
            chunks.push(part);
          }
          return true;
        },
        // Runs after deliveries that arrived in this turn and go out at its end, because forwarding them is more urgent.
        onComplete: (): void => void setImmediate(end),
        onError: (error: Error): void => end(error),
      };
      try {
        way = wayTo(target);
        const { pool, absolute } = way;
        if (absolute?.password !== undefined) headers.push('Proxy-Authorization', absolute.password);
        pool.dispatch(
          { method: delivery.method, path: absolute ? absolute.origin + target.path : target.path, headers, body: delivery.body },
          handler,
        );
      } catch (error) {
        end(error);
      }
    });

  return {
    send,
    close: async () => {
      await Promise.all([...ways.values()].map(({ pool }) => pool.destroy()));
    },
  };
};

/** undici reports only that the other side closed the connection; the cause is the earlier TLS error. */
const causeOf = (error: unknown, way: Way | undefined): unknown => {
  const alert = systemCode(error) === 'UND_ERR_SOCKET' ? way?.alert : undefined;
  if (way) way.alert = undefined;
  return alert ?? error;
};

/** Converts a flat list of raw headers to pairs. */
const pairs = (raw: readonly Buffer[]): Array<readonly [string, string]> => {
  const found: Array<readonly [string, string]> = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    found.push([raw[index]?.toString('latin1') ?? '', raw[index + 1]?.toString('latin1') ?? '']);
  return found;
};

const nothing = Buffer.alloc(0);
const whole = (chunks: readonly Buffer[]): Buffer => (chunks.length > 1 ? Buffer.concat(chunks) : (chunks[0] ?? nothing));
