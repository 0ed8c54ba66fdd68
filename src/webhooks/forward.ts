import type { LookupAddress } from 'node:dns';
import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net';
import type { World } from '../world.ts';
import type { Attempt, Delivery } from './delivery.ts';
import { type Changes, outgoing } from './headers.ts';
import type { Target } from './target.ts';
import { why } from './why.ts';

/** Connections to one target; as many as forwards at once. */
export const forwardsAtOnce = 64;
/** For name look-up, connection and TLS together (ms). */
const connectLimit = 10_000;
/** The beginning of a target's answer that is kept for the log, in bytes. */
const keptAnswer = 16 * 1024;

export interface ForwardOptions {
  readonly world: World;
  /** Takes self-signed and otherwise wrong certificates of https targets. */
  readonly insecure: boolean;
  /** For one attempt, answer included (ms). */
  readonly timeout: number;
}

/** Sends deliveries to targets, byte for byte, over connections that are kept. */
export interface Forwarder {
  /** One try. Never rejects: what went wrong is in the attempt. `signal` cuts it short. */
  send(delivery: Delivery, target: Target, changes: Changes, attempt: number): Promise<Attempt>;
  close(): Promise<void>;
}

type Pool = InstanceType<typeof import('undici/lib/dispatcher/pool.js')['default']>;
type Done = (error: Error | null, socket?: Socket) => void;

const bothLoopbacks: LookupAddress[] = [
  { address: '::1', family: 6 },
  { address: '127.0.0.1', family: 4 },
];

/** `localhost` is both addresses for us, whatever the system's files say: servers listen on one or the other. */
const lookupBoth: LookupFunction = (_, options, done) => (options.all ? done(null, bothLoopbacks) : done(null, '127.0.0.1', 4));
const lookupOf = ({ hostname }: Target): { lookup?: LookupFunction } =>
  hostname === 'localhost' || hostname.endsWith('.localhost') ? { lookup: lookupBoth } : {};

/** Opens a connection to a target, to each of its addresses in turn. */
const connector =
  (target: Target, insecure: boolean) =>
  (_: unknown, done: Done): void => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    const to = { host, port: target.port, autoSelectFamily: true, noDelay: true, keepAlive: true, ...lookupOf(target) };
    const open = async (): Promise<Socket> => {
      if (!target.secure) return connectPlain(to);
      const { connect } = await import('node:tls');
      const name = isIP(host) === 0 ? { servername: host } : {};
      return connect({ ...to, ...name, rejectUnauthorized: !insecure, ALPNProtocols: ['http/1.1'] });
    };
    open().then(
      (socket) => {
        let settled = false;
        const settle: Done = (error, connected) => {
          if (settled) return;
          settled = true;
          clearTimeout(timer);
          done(error, connected);
        };
        const timer = setTimeout(() => socket.destroy(Object.assign(new Error('connection timed out'), { code: 'ETIMEDOUT' })), connectLimit);
        socket.once(target.secure ? 'secureConnect' : 'connect', () => settle(null, socket));
        socket.once('error', (error) => settle(error));
        socket.once('close', () => settle(new Error('the connection was closed')));
      },
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  };

export const createForwarder = async ({ world, insecure, timeout }: ForwardOptions): Promise<Forwarder> => {
  const { default: PoolOf } = await import('undici/lib/dispatcher/pool.js');
  const pools = new Map<string, Pool>();
  const poolOf = (target: Target): Pool => {
    const open = pools.get(target.origin);
    if (open) return open;
    // No time limits of its own: one timer an attempt covers everything.
    const made = new PoolOf(target.origin, { connections: forwardsAtOnce, connect: connector(target, insecure), headersTimeout: 0, bodyTimeout: 0 });
    pools.set(target.origin, made);
    return made;
  };

  const send: Forwarder['send'] = (delivery, target, changes, attempt) =>
    new Promise((resolve) => {
      const at = world.now();
      const started = performance.now();
      const headers = outgoing(delivery.headers, target.authorization === undefined ? changes : { ...changes, authorization: target.authorization });
      let abort: ((error?: Error) => void) | undefined;
      let late = false;
      let status: number | undefined;
      let raw: readonly string[] = [];
      const chunks: Buffer[] = [];
      let kept = 0;
      const end = (error?: unknown): void => {
        clearTimeout(timer);
        const base = { target: target.text, attempt, at, ms: Math.round(performance.now() - started) };
        if (error !== undefined || status === undefined) {
          resolve({ ...base, ...(late ? { fault: 'timeout', error: `no answer within ${timeout / 1000} s` } : why(error, target)) });
        } else
          resolve({ ...base, status, answer: { headers: pairs(raw), body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) } });
      };
      const timer = setTimeout(() => {
        late = true;
        if (abort) abort(new Error('late'));
        else end(new Error('late'));
      }, timeout);
      const handler = {
        onConnect: (give: (error?: Error) => void): void => {
          abort = give;
          if (late) give(new Error('late'));
        },
        onHeaders: (code: number, list: readonly Buffer[]): boolean => {
          if (code >= 200) {
            status = code;
            raw = list.map((part) => part.toString('latin1'));
          }
          return true;
        },
        onData: (chunk: Buffer): boolean => {
          if (kept < keptAnswer) {
            // A copy: what is kept must not hold the whole read buffer.
            const part = Buffer.from(chunk.subarray(0, keptAnswer - kept));
            kept += part.length;
            chunks.push(part);
          }
          return true;
        },
        onComplete: (): void => end(),
        onError: (error: Error): void => end(error),
      };
      try {
        poolOf(target).dispatch({ method: delivery.method, path: target.path, headers, body: delivery.body }, handler);
      } catch (error) {
        end(error);
      }
    });

  return {
    send,
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
};

const pairs = (raw: readonly string[]): Array<readonly [string, string]> => {
  const list: Array<readonly [string, string]> = [];
  for (let index = 0; index + 1 < raw.length; index += 2) list.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return list;
};
