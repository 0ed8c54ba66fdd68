import type { IncomingMessage } from 'node:http';
import { same } from '../../values/same.ts';

/**
 * Checks that a request comes from the page itself or from a user who typed its URL. Other pages in the same browser can send
 * requests here too, but they do not know the token, their Origin differs, and a DNS rebinding attack has its own name in Host.
 * Returns the path after the token and its query, or undefined if the request is not trusted.
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
  // Requests that change something must prove that they come from the page: no form or image can set a header or omit the origin.
  if (request.method !== 'GET' && (headers.origin === undefined || !same(String(headers['x-boltcall-inspect'] ?? ''), token))) return undefined;
  return { path, query: new URLSearchParams(query) };
};

/** Only the page's own script and style run, nothing is loaded from elsewhere, and no other site can frame the page or learn its URL. */
export const safetyHeaders = (nonce: string): Record<string, string> => ({
  'Content-Security-Policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'`,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
});
