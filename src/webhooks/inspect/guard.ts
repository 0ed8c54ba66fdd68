import type { IncomingMessage } from 'node:http';
import { same } from '../../values/same.ts';

/**
 * Whether a request comes from the page itself, or from a person who typed its address. Another page of the same browser can send
 * requests here too: it does not know the token, its Origin is its own, and a name of its own that it made resolve to
 * this machine (DNS rebinding) stands in Host. Gives the path behind the token and its query;
 * undefined for a stranger.
 */
export const asked = (request: IncomingMessage, port: number, token: string): { path: string; query: URLSearchParams } | undefined => {
  const { headers, url = '' } = request;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const host = headers.host ?? '';
  if (!hosts.includes(host)) return undefined;
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return undefined;
  if (headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site') return undefined;
  const [, given = '', path = '', query = ''] = /^\/([^/?]+)\/([^?]*)(?:\?(.*))?$/.exec(url) ?? [];
  if (!same(given, token)) return undefined;
  // What changes something must say that it is the page: no form and no image can set a header or leave out the origin.
  if (request.method !== 'GET' && (headers.origin === undefined || !same(String(headers['x-boltcall-inspect'] ?? ''), token))) return undefined;
  return { path, query: new URLSearchParams(query) };
};

/** Nothing but the page's own script and style runs, nothing is loaded from elsewhere, nobody may frame it or learn its address. */
export const safetyHeaders = (nonce: string): Record<string, string> => ({
  'Content-Security-Policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'`,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
});
