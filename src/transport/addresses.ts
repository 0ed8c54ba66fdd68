import { isIP } from 'node:net';

/** The host of a URL without the brackets of an IPv6 address and without a final dot. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** The port of a URL, the scheme's own where none is written. */
export const portOf = (url: URL): number => {
  if (url.port !== '') return Number(url.port);
  if (url.protocol.startsWith('socks')) return 1080;
  return url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80;
};

/** An address and a port as people write them: `api.example.com:443`, `[::1]:4010`. */
export const place = (host: string, port: number | string): string => (isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`);

const parts = (host: string): number[] => host.split('.').map(Number);

/** An IPv4 address written as IPv6 (`::ffff:7f00:1`, as URLs write it) as IPv4, anything else unchanged. */
const unmapped = (host: string): string => {
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(host);
  if (!mapped) return host;
  const [high, low] = [Number.parseInt(mapped[1] ?? '0', 16), Number.parseInt(mapped[2] ?? '0', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
};

/**
 * Whether a host is this machine: `localhost`, a name below it, 127.0.0.0/8, ::1; and 0.0.0.0 and ::, which servers print as the
 * address that they listen on, and which lead to this machine when they are connected to.
 */
export const isLoopback = (host: string): boolean => {
  const name = unmapped(host.toLowerCase());
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1' || name === '::' || name === '0.0.0.0') return true;
  return isIP(name) === 4 && parts(name)[0] === 127;
};

/** Whether a host is an address of a private or link-local network. Names are not looked up: only addresses count. */
export const isPrivate = (host: string): boolean => {
  const name = unmapped(host.toLowerCase());
  if (isIP(name) === 4) {
    const [a = 0, b = 0] = parts(name);
    return a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254);
  }
  return isIP(name) === 6 && /^(f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/.test(name);
};
