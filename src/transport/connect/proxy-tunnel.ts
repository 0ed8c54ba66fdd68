import { request } from 'node:http';
import type { Socket } from 'node:net';
import { type Details, Failure } from '../../errors.ts';
import { place } from '../addresses.ts';
import { authorization, credentials, type ProxyAddress, shown } from './proxy.ts';

/** Returns the failure for a proxy that refused to connect. */
export const refused = (proxy: ProxyAddress, target: string, status: number): Failure => {
  const name = `the proxy ${shown(proxy)}`;
  const fail = (text: string, details: Details): Failure => new Failure('network', text, { sent: 'no', ...details });
  // Some proxies (tinyproxy) respond to a wrong password with a 401.
  if (status === 407 || status === 401) {
    return proxy.url.username
      ? fail(`${name} rejected the user name and password (${status})`, { lasting: true, hint: `Correct them in ${proxy.from}.` })
      : fail(`${name} requires a user name and password (${status})`, {
          lasting: true,
          hint: `Write them in ${proxy.from}: http://user:password@host:port`,
        });
  }
  if (status === 403 || status === 405) return fail(`${name} refused access to ${target} (${status})`, { lasting: true });
  return fail(`${name} could not reach ${target} (${status})`, {});
};

/** Asks an http or https proxy, over a connection to it, for a tunnel to a host. Fails with the proxy's reason. */
const connect = (socket: Socket, proxy: ProxyAddress, host: string, port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const target = place(host, port);
    const password = authorization(proxy.url);
    const asked = request({
      createConnection: () => socket,
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...(password && { 'proxy-authorization': password }) },
    });
    asked.once('connect', (response, tunnel: Socket, head) => {
      const status = response.statusCode ?? 0;
      if (status < 200 || status > 299) {
        tunnel.destroy();
        return reject(refused(proxy, target, status));
      }
      if (head.length > 0) tunnel.unshift(head);
      resolve(tunnel);
    });
    asked.once('error', (cause) =>
      reject(new Failure('network', `the proxy ${shown(proxy)} closed the connection instead of connecting to ${target}`, { sent: 'no', cause })),
    );
    asked.end();
  });

/** The same for a SOCKS5 proxy, which resolves the name itself. */
const socks = async (socket: Socket, proxy: ProxyAddress, host: string, port: number): Promise<Socket> => {
  const { default: parts } = await import('undici/lib/core/socks5-client.js');
  const known = credentials(proxy.url);
  const client = new parts.Socks5Client(socket, known ? { username: known.user, password: known.password } : {});
  return new Promise((resolve, reject) => {
    const lost = (cause?: Error): void =>
      reject(
        new Failure('network', `the proxy ${shown(proxy)} did not connect to ${place(host, port)}${cause ? `: ${cause.message}` : ''}`, {
          sent: 'no',
          ...(cause && { cause }),
        }),
      );
    client.on('authenticated', () => client.connect(host, port));
    client.on('connected', () => {
      socket.off('error', client.onSocketError).off('close', client.onSocketClose);
      resolve(socket);
    });
    client.on('error', lost);
    client.on('close', () => lost());
    client.handshake();
  });
};

/** Opens a tunnel through a proxy. Returns the connection to the target. */
export const through = (socket: Socket, proxy: ProxyAddress, host: string, port: number): Promise<Socket> =>
  proxy.url.protocol.startsWith('socks') ? socks(socket, proxy, host, port) : connect(socket, proxy, host, port);
