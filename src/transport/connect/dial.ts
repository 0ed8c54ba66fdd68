import { isIP, type LookupFunction, connect as netConnect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { type SecureContext, connect as tlsConnect } from 'node:tls';
import { Failure, systemCode } from '../../errors.ts';
import { hostOf, isLoopback, place, portOf } from '../addresses.ts';
import { connectFailure } from './failures.ts';
import { type ProxyAddress, shown } from './proxy.ts';
import { through } from './proxy-tunnel.ts';

/** How to open connections; shared by one transport. */
export interface Dialling {
  /** The TLS context for the service itself (`own`, with the client certificate) or for a proxy. Called when TLS is needed. */
  context(own: boolean): Promise<SecureContext>;
  readonly insecure: boolean;
  /** Milliseconds for all steps together. */
  readonly timeout: number;
  /** All open sockets, so that they can be closed. */
  readonly sockets: Set<Socket>;
}

/** A connection and the duration of its steps, in ms. */
export interface Dialled {
  readonly socket: Socket;
  readonly lookup: number;
  readonly connect: number;
  readonly tls?: number;
}

/** `localhost` means both loopback addresses, whatever the system's hosts file says (RFC 6761). */
const loopback: LookupFunction = (_host, options, done) => {
  const both = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ].filter(({ family }) => !options.family || options.family === family);
  if (options.all) done(null, both);
  else done(null, both[0]?.address ?? '127.0.0.1', both[0]?.family ?? 4);
};

const broken = (): Error => Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' });

/** Settles when the connection is established or either side breaks it off. */
const made = <Made extends Socket>(socket: Made, event: 'connect' | 'secureConnect'): Promise<Made> =>
  new Promise((resolve, reject) => {
    const closed = (): void => reject(broken());
    socket.once('error', reject).once('close', closed);
    socket.once(event, () => {
      socket.off('error', reject).off('close', closed);
      resolve(socket);
    });
  });

interface Plain {
  readonly socket: Socket;
  readonly lookup: number;
  readonly connect: number;
}

/** Called with each connection as soon as it starts. */
type Begun = (socket: Socket) => void;

/** Tries IPv6 and IPv4 addresses in turn, each `patience` ms after the last. */
const attempt = async (host: string, port: number, patience: number, begun: Begun): Promise<Plain> => {
  const began = performance.now();
  let lookup = 0;
  const named = isLoopback(host) && isIP(host) === 0;
  const socket = netConnect({
    host,
    port,
    noDelay: true,
    keepAlive: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: patience,
    ...(named && { lookup: loopback }),
  });
  begun(socket);
  // It can break at any time from now on, also between two steps, when nothing else is listening.
  socket.on('error', () => {});
  socket.once('lookup', () => {
    lookup = performance.now() - began;
  });
  await made(socket, 'connect');
  return { socket, lookup, connect: performance.now() - began - lookup };
};

const plain = async (host: string, port: number, begun: Begun): Promise<Plain> => {
  try {
    return await attempt(host, port, 250, begun);
  } catch (error) {
    // Node abandons every address except the last when its time is up; on a slow network that may have been the right one.
    const hasty = error instanceof AggregateError && error.errors.some((one) => systemCode(one) === 'ETIMEDOUT');
    if (!hasty) throw error;
    return attempt(host, port, 4_000, begun);
  }
};

const secure = async (socket: Socket, host: string, context: SecureContext, insecure: boolean): Promise<Socket> => {
  // A closed connection emits no more events.
  if (socket.destroyed) throw broken();
  const over = tlsConnect({
    socket,
    secureContext: context,
    rejectUnauthorized: !insecure,
    ALPNProtocols: ['http/1.1'],
    // The certificate needs a server name, and an IP address must not be sent as one.
    ...(isIP(host) === 0 ? { servername: host } : { host }),
  });
  return made(over, 'secureConnect');
};

const steps = async (
  url: URL,
  proxy: ProxyAddress | undefined,
  dialling: Dialling,
  begun: Begun,
  alerted: (error: Error) => void,
): Promise<Dialled> => {
  const [host, port] = [hostOf(url), portOf(url)];
  const [firstHost, firstPort] = proxy ? [hostOf(proxy.url), portOf(proxy.url)] : [host, port];
  const name = proxy ? `the proxy ${shown(proxy)}` : host;
  const fail = (error: unknown): never => {
    throw connectFailure(error, firstHost, firstPort, name);
  };
  const { socket: first, lookup, connect } = await plain(firstHost, firstPort, begun).catch(fail);
  let socket = first;
  if (proxy) {
    if (proxy.url.protocol === 'https:') socket = await secure(first, firstHost, await dialling.context(false), false).catch(fail);
    // Plain http goes to an http proxy directly; see sockets.ts.
    if (url.protocol === 'https:' || proxy.url.protocol.startsWith('socks')) socket = await through(socket, proxy, host, port);
  }
  if (url.protocol !== 'https:') return { socket, lookup, connect };
  const began = performance.now();
  const context = await dialling.context(true);
  socket = await secure(socket, host, context, dialling.insecure).catch((error: unknown) => {
    throw connectFailure(error, host, port, host);
  });
  socket.on('error', alerted);
  return { socket, lookup, connect, tls: performance.now() - began };
};

/**
 * Opens a connection that is ready for HTTP: DNS lookup, TCP, proxy tunnel, TLS. Throws a `Failure` that names the failed step; nothing of a request
 * has been sent at that point. `alerted` receives later TLS alerts: with TLS 1.3, a client certificate is refused only after our first bytes.
 */
export const dial = async (url: URL, proxy: ProxyAddress | undefined, dialling: Dialling, alerted: (error: Error) => void): Promise<Dialled> => {
  let expired = false;
  let newest: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  const begun = (socket: Socket): void => {
    dialling.sockets.add(socket);
    socket.once('close', () => dialling.sockets.delete(socket));
    newest = socket;
    if (expired) socket.destroy();
  };
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      expired = true;
      newest?.destroy();
      const to = `${place(hostOf(url), portOf(url))}${proxy ? ` through the proxy ${shown(proxy)}` : ''}`;
      reject(
        new Failure('timeout', `no connection to ${to} within ${dialling.timeout / 1000} s`, {
          sent: 'no',
          hint: 'Check the URL; a firewall or a required proxy may be in the way.',
        }),
      );
    }, dialling.timeout);
  });
  try {
    return await Promise.race([late, steps(url, proxy, dialling, begun, alerted)]);
  } catch (error) {
    newest?.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
};
