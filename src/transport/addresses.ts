import { isIP } from 'node:net';

/** Returns the host of a URL without IPv6 brackets and without a trailing dot. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** Returns the port of a URL, or the scheme's default port. */
export const portOf = (url: URL): number => {
  if (url.port !== '') return Number(url.port);
  if (url.protocol.startsWith('socks')) return 1080;
  return url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80;
};

/** Formats a host and port: `api.example.com:443`, `[::1]:4010`. */
export const place = (host: string, port: number | string): string => (isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`);

const parts = (host: string): number[] => host.split('.').map(Number);

/** Converts an IPv4-mapped IPv6 address (`::ffff:7f00:1`, as URLs write it) to IPv4; returns anything else unchanged. */
const unmapped = (host: string): string => {
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(host);
  if (!mapped) return host;
  const [high, low] = [Number.parseInt(mapped[1] ?? '0', 16), Number.parseInt(mapped[2] ?? '0', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
};

/**
 * Returns whether a host is this machine: `localhost` or a name below it, 127.0.0.0/8, ::1; also 0.0.0.0 and ::, which servers print as their
 * listening address and which connect to this machine.
 */
export const isLoopback = (host: string): boolean => {
  const name = unmapped(host.toLowerCase());
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1' || name === '::' || name === '0.0.0.0') return true;
  return isIP(name) === 4 && parts(name)[0] === 127;
};

/** Returns whether a host is a private or link-local IP address. Names are not looked up. */
export const isPrivate = (host: string): boolean => {
  const name = unmapped(host.toLowerCase());
  if (isIP(name) === 4) {
    const [a = 0, b = 0] = parts(name);
    return a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254);
  }
  return isIP(name) === 6 && /^(f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/.test(name);
};
