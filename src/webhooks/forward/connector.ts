import type { LookupAddress } from 'node:dns';
import { connect as connectPlain, isIP, type LookupFunction, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { ProxyAddress } from '../../transport/connect/proxy.ts';
import type { Target } from '../../values/target.ts';
import type { World } from '../../world.ts';

/** Limit for DNS lookup, connection and TLS handshake together (ms). */
const connectLimit = 10_000;

type Done = (error: Error | null, socket?: Socket) => void;

const bothLoopbacks: LookupAddress[] = [
  { address: '::1', family: 6 },
  { address: '127.0.0.1', family: 4 },
];

/** Resolves `localhost` to both loopback addresses, regardless of the hosts file: servers listen on one or the other. */
const lookupBoth: LookupFunction = (_, options, done) => (options.all ? done(null, bothLoopbacks) : done(null, '127.0.0.1', 4));

/** Returns what `node:net` needs to connect to a target: each of its IP addresses is tried in turn. */
export const endpointOf = ({ hostname, port, loopback }: Target): TcpNetConnectOpts & { readonly host: string } => {
  const host = hostname.replace(/^\[|\]$/g, '');
  return { host, port, autoSelectFamily: true, noDelay: true, keepAlive: true, ...(loopback && isIP(host) === 0 ? { lookup: lookupBoth } : {}) };
};

/** TLS settings. */
export interface Tls {
  readonly insecure: boolean;
  /** Returns a context with the trusted certificate authorities. */
  context(): Promise<SecureContext>;
  /** Called with TLS errors after the connection is established: TLS 1.3 reports a required client certificate only then. */
  alerted(error: Error): void;
}

/** Opens a connection to a target, trying each of its IP addresses in turn. */
export const connector =
  (world: World, target: Target, { insecure, context, alerted }: Tls) =>
  (_: unknown, done: Done): void => {
    const to = endpointOf(target);
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
      const name = isIP(to.host) === 0 ? { servername: to.host } : {};
      const socket = connect({ ...to, ...name, secureContext, rejectUnauthorized: !insecure, ALPNProtocols: ['http/1.1'] });
      watch(socket);
      socket.on('error', alerted);
    };
    open().catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error))));
  };

/** Like `connector`, but through a proxy. */
export const proxiedConnector =
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
