import { BlockList, isIP } from 'node:net';
import { usage } from '../../errors.ts';
import { hostOf, isLoopback, place, portOf } from '../addresses.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A proxy and the variable that sets it. `url` may contain a user name and a password, so never show it unchanged. */
export interface ProxyAddress {
  readonly url: URL;
  readonly from: string;
}

const schemes = new Set(['http:', 'https:', 'socks5:', 'socks5h:', 'socks:']);

/** Returns the first of the names that is set to a value, in lower and upper case, in curl's order. */
const pick = (env: Env, names: readonly string[]): { from: string; value: string } | undefined => {
  for (const name of names) {
    for (const from of [name, name.toUpperCase()]) {
      const value = env[from]?.trim();
      if (value) return { from, value };
    }
  }
  return undefined;
};

/** Splits `host:port`, `[::1]:8080`, `::1` or `.example.com` into a lower-case host and a port. */
const entry = (text: string): { host: string; port: number | undefined } => {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text);
  const plain = /^([^:]+):(\d+)$/.exec(text);
  const [host = text, port] = bracketed ? [bracketed[1], bracketed[2]] : plain ? [plain[1], plain[2]] : [text, undefined];
  return { host: host.toLowerCase().replace(/\.$/, ''), port: port === undefined ? undefined : Number(port) };
};

/** Returns whether a host is an address in a network such as `10.0.0.0/8` or `fd00::/8`. */
const inNetwork = (host: string, network: string): boolean => {
  const [base = '', length = ''] = network.split('/');
  const family = isIP(base);
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(length) || Number(length) > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(base, Number(length), type);
  return list.check(host, type);
};

/**
 * Returns whether `NO_PROXY` (a list separated by commas or spaces) includes a host: `*`, a host, a suffix (`example.com`, `.example.com` and
 * `*.example.com` all match the host itself and everything below it), each with or without a port; or a network (`10.0.0.0/8`).
 */
export const bypasses = (list: string, url: URL): boolean => {
  const host = hostOf(url).toLowerCase();
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((text) => {
      if (text === '*' || inNetwork(host, text)) return true;
      const rule = entry(text);
      if (rule.port !== undefined && rule.port !== portOf(url)) return false;
      const suffix = rule.host.replace(/^\*?\./, '');
      return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`));
    });
};

/**
 * Returns the proxy for a URL, or undefined for none: `HTTPS_PROXY` or `HTTP_PROXY` by scheme, else `ALL_PROXY`, in upper or lower case, except for
 * hosts in `NO_PROXY`. Loopback is never proxied. Throws `usage` for an invalid proxy URL.
 */
export const proxyFor = (env: Env, url: URL): ProxyAddress | undefined => {
  if (isLoopback(hostOf(url))) return undefined;
  const found = pick(env, [url.protocol === 'https:' ? 'https_proxy' : 'http_proxy', 'all_proxy']);
  if (!found) return undefined;
  const none = pick(env, ['no_proxy']);
  if (none && bypasses(none.value, url)) return undefined;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(found.value) ? found.value : `http://${found.value}`;
  // The message omits the value because it may contain a password.
  if (!URL.canParse(text)) throw usage(`${found.from} is not a valid proxy URL`, `Write it as http://host:port`);
  const proxy = new URL(text);
  if (!schemes.has(proxy.protocol))
    throw usage(`${found.from} uses an unknown proxy protocol "${proxy.protocol}//"`, 'Use http://, https:// or socks5://');
  return { url: proxy, from: found.from };
};

/** Returns the decoded user name and password of a proxy; undefined without a user name. */
export const credentials = (proxy: URL): { user: string; password: string } | undefined => {
  if (!proxy.username) return undefined;
  const decode = (text: string): string => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  return { user: decode(proxy.username), password: decode(proxy.password) };
};

/** Returns the `Proxy-Authorization` header for a proxy that has a password. */
export const authorization = (proxy: URL): string | undefined => {
  const known = credentials(proxy);
  return known && `Basic ${Buffer.from(`${known.user}:${known.password}`).toString('base64')}`;
};

/** Formats a proxy without its credentials. */
export const shown = (proxy: ProxyAddress): string => `${place(hostOf(proxy.url), portOf(proxy.url))} (${proxy.from})`;
