import { usage } from '../errors.ts';
import { hostOf, isLoopback, isPrivate } from './addresses.ts';
import type { Transport } from './transport.ts';

interface AuthOptions {
  readonly baseUrl: URL;
  readonly key: string;
}

/**
 * Returns why the key must not be sent to a URL, or undefined if it may: https always, plain http to this machine, and to private addresses with a
 * test key.
 */
export const refusal = (url: URL, key: string): string | undefined => {
  if (url.protocol === 'https:') return undefined;
  const host = hostOf(url);
  if (url.protocol !== 'http:') return `${url.protocol}// is not a protocol an API key can be sent over`;
  if (isLoopback(host)) return undefined;
  if (isPrivate(host))
    return key.startsWith('sk_test_') ? undefined : `only a test key (sk_test_…) may be sent over plain http to the private host ${host}`;
  return `refusing to send an API key over plain http, where others can read it (${url.origin})`;
};

/** Adds the key to requests for the API's origin and to no others. Throws `usage` for an unsafe URL. */
export const auth =
  (next: Transport, { baseUrl, key }: AuthOptions): Transport =>
  async (request) => {
    if (request.url.origin !== baseUrl.origin) {
      if (request.url.protocol !== 'https:') throw usage(`${request.url.origin} is neither https nor the API itself: not fetched`);
      return next(request);
    }
    const reason = refusal(request.url, key);
    if (reason) throw usage(reason, 'Use an https:// base URL.');
    const kept = request.headers.filter(([name]) => name.toLowerCase() !== 'authorization');
    return next({ ...request, headers: [...kept, ['authorization', `Bearer ${key}`]] });
  };
