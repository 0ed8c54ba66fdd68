import { usage } from '../errors.ts';
import { hostOf, isLoopback } from '../transport/addresses.ts';
import { credentials } from '../transport/connect/proxy.ts';
import { refuseRewritten } from './git-bash.ts';

/** Where deliveries go; parsed once, before anything is registered. */
export interface Target {
  /** The text for display: scheme, host, path; without a password. */
  readonly text: string;
  /** `http://localhost:3000`: the origin for a connection pool. */
  readonly origin: string;
  /** Path and query exactly as typed, at least `/`. */
  readonly path: string;
  /** As in a URL: an IPv6 address has brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly secure: boolean;
  readonly loopback: boolean;
  /** The URL's `user:password` as the value of an Authorization header. */
  readonly authorization?: string;
}

const forms = 'Write it like 3000, 3000/hooks, localhost:3000/hooks or https://app.test/hooks.';

/** Expands `3000`, `:3000`, `3000/hooks` and `HOST:PORT/path` to full URLs. */
const complete = (typed: string): string => {
  const short = /^:?(\d+)(?=$|[/?])/.exec(typed);
  if (short) return `http://localhost:${short[1]}${typed.slice(short[0].length)}`;
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`;
};

/** Parses a target. Throws `usage` with `flag` if it is invalid. The URL parser validates it, but path and query are sent as typed. */
export const parseTarget = (typed: string, flag: string): Target => {
  refuseRewritten(typed, flag);
  const whole = complete(typed.trim());
  const wrong = (why: string): never => {
    throw usage(`${flag}: \`${typed}\` ${why}`, forms);
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
