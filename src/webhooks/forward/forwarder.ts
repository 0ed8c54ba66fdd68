import type { SecureContext } from 'node:tls';
import { systemCode } from '../../errors.ts';
import { authorization, proxyFor } from '../../transport/connect/proxy.ts';
import type { Connection } from '../../transport/transport.ts';
import type { Target } from '../../values/target.ts';
import type { World } from '../../world.ts';
import type { Attempt, Delivery } from '../delivery.ts';
import { type Changes, outgoing } from '../headers.ts';
import { connector, proxiedConnector, type Tls } from './connector.ts';
import { why } from './fault.ts';

/** Connections to one target, which is also the number of concurrent forwards. */
export const forwardsAtOnce = 64;
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
