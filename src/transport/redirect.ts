import { discard } from './body.ts';
import type { Request, Transport } from './transport.ts';

const most = 5;

/** Where a redirect leads, or undefined if it is none that can be read. */
export const location = (status: number, headers: ReadonlyArray<readonly [string, string]>, from: URL): URL | undefined => {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  const to = headers.find(([name]) => name === 'location')?.[1];
  return to !== undefined && URL.canParse(to, from.href) ? new URL(to, from) : undefined;
};

const may = (request: Request, to: URL, own: string): boolean => {
  if (request.method !== 'GET') return false;
  if (to.origin === own) return true;
  // A recording may lie elsewhere; the key stays here (see auth.ts).
  return request.stream === true && to.protocol === 'https:';
};

/**
 * Follows redirects of GET: on the API's own origin, and for streamed bodies to https addresses elsewhere; at most five. Any
 * other redirect is passed on as the answer it is.
 */
export const redirect =
  (next: Transport, { origin }: { readonly origin: string }): Transport =>
  async (request) => {
    let { url } = request;
    for (let followed = 0; ; followed += 1) {
      const response = await next({ ...request, url });
      const to = location(response.status, response.headers, url);
      if (!to || followed === most || !may(request, to, origin)) return response;
      // What came from elsewhere never leads back with the key.
      if (url.origin !== origin && to.origin === origin) return response;
      await discard(response);
      url = to;
    }
  };
