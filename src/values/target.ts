import { usage } from '../errors.ts';
import { hostOf, isLoopback } from '../transport/addresses.ts';
import { credentials } from '../transport/connect/proxy.ts';
import { refuseRewritten } from './git-bash.ts';

/** Where deliveries go: parsed once, before anything is registered. */
export interface Target {
  /** How it is shown: scheme, host, path; without a password. */
  readonly text: string;
  /** `http://localhost:3000`: what a connection pool is opened for. */
  readonly origin: string;
  /** Path and query exactly as given, at least `/`. */
  readonly path: string;
  /** As in a URL: an IPv6 address stands in brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly secure: boolean;
  readonly loopback: boolean;
  /** `user:password` of the address, as the value of an Authorization header. */
  readonly authorization?: string;
}

const forms = 'Forms: 3000, 3000/hooks, localhost:3000/hooks, https://app.test/hooks.';

/** `3000`, `:3000`, `3000/hooks` and `HOST:PORT/path` as full addresses. */
const complete = (typed: string): string => {
  const short = /^:?(\d+)(?=$|[/?])/.exec(typed);
  if (short) return `http://localhost:${short[1]}${typed.slice(short[0].length)}`;
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`;
};

/**
 * The target that a text names. `flag` is said in the usage error of a text that names none.
 * The URL parser checks it, but path and query are sent as they were typed.
 */
export const parseTarget = (typed: string, flag: string): Target => {
  refuseRewritten(typed, flag);
  const whole = complete(typed.trim());
  const wrong = (why: string): never => {
    throw usage(`${flag} ${JSON.stringify(typed)} ${why}`, forms);
  };
  let url: URL;
  try {
    url = new URL(whole);
  } catch {
    return wrong('is not a valid URL');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return wrong('is neither http nor https');
  if (!/^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(url.hostname)) return wrong('has no host');
  if (url.port === '0') return wrong('has port 0');
  const secure = url.protocol === 'https:';
  const typedPath = /^[^:]+:\/\/[^/?#]*([^#]*)/.exec(whole)?.[1] ?? '';
  const kept = /^[!-~]*$/.test(typedPath) ? typedPath : `${url.pathname}${url.search}`;
  const path = kept.startsWith('/') ? kept : `/${kept}`;
  const login = credentials(url);
  return {
    text: `${url.origin}${path}`,
    origin: url.origin,
    path,
    hostname: url.hostname,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    secure,
    loopback: isLoopback(hostOf(url)),
    ...(login === undefined ? {} : { authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}` }),
  };
};
