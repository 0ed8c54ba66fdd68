import { BlockList, isIP } from 'node:net';
import { usage } from '../../errors.ts';
import { hostOf, isLoopback, place, portOf } from '../addresses.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A proxy and the variable that names it. `url` may hold a user name and a password: never show it as it is. */
export interface ProxyAddress {
  readonly url: URL;
  readonly from: string;
}

const schemes = new Set(['http:', 'https:', 'socks5:', 'socks5h:', 'socks:']);

/** The first of the names that is set to something, in lower and upper case, as curl looks for them. */
const pick = (env: Env, names: readonly string[]): { from: string; value: string } | undefined => {
  for (const name of names) {
    for (const from of [name, name.toUpperCase()]) {
      const value = env[from]?.trim();
      if (value) return { from, value };
    }
  }
  return undefined;
};

/** Splits `host:port`, `[::1]:8080`, `::1`, `.example.com` into a host in lower case and a port. */
const entry = (text: string): { host: string; port: number | undefined } => {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text);
  const plain = /^([^:]+):(\d+)$/.exec(text);
  const [host = text, port] = bracketed ? [bracketed[1], bracketed[2]] : plain ? [plain[1], plain[2]] : [text, undefined];
  return { host: host.toLowerCase().replace(/\.$/, ''), port: port === undefined ? undefined : Number(port) };
};

/** Whether a host is an address inside a network, written as `10.0.0.0/8` or `fd00::/8`. */
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
 * Whether `NO_PROXY` (a list with commas or spaces) names a host: `*`, a host, a suffix (`example.com`, `.example.com` and
 * `*.example.com` all take the host itself and whatever is below it), each with or without a port; or a network (`10.0.0.0/8`).
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
 * The proxy for a URL, or undefined for none: `HTTPS_PROXY` or `HTTP_PROXY` by the scheme, else `ALL_PROXY`, in either case of
 * letters, less what `NO_PROXY` names. Loopback is never proxied. A value that is no proxy address is a usage error.
 */
export const proxyFor = (env: Env, url: URL): ProxyAddress | undefined => {
  if (isLoopback(hostOf(url))) return undefined;
  const found = pick(env, [url.protocol === 'https:' ? 'https_proxy' : 'http_proxy', 'all_proxy']);
  if (!found) return undefined;
  const none = pick(env, ['no_proxy']);
  if (none && bypasses(none.value, url)) return undefined;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(found.value) ? found.value : `http://${found.value}`;
  // The value is not repeated: it may hold a password.
  if (!URL.canParse(text)) throw usage(`${found.from} is not a valid proxy URL`, `Write it as http://host:port`);
  const proxy = new URL(text);
  if (!schemes.has(proxy.protocol))
    throw usage(`${found.from} uses an unknown proxy protocol "${proxy.protocol}//"`, 'Use http://, https:// or socks5://');
  return { url: proxy, from: found.from };
};

/** User name and password of a proxy, decoded; undefined without a user name. */
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

/** The `Proxy-Authorization` header for a proxy, where it wants a password. */
export const authorization = (proxy: URL): string | undefined => {
  const known = credentials(proxy);
  return known && `Basic ${Buffer.from(`${known.user}:${known.password}`).toString('base64')}`;
};

/** A proxy as it may be shown. */
export const shown = (proxy: ProxyAddress): string => `${place(hostOf(proxy.url), portOf(proxy.url))} (${proxy.from})`;
