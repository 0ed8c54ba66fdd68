import { discard } from './body.ts';
import type { Request, Transport } from './transport.ts';

const most = 5;

/** Returns the target of a redirect, or undefined if there is no readable one. */
export const location = (status: number, headers: ReadonlyArray<readonly [string, string]>, from: URL): URL | undefined => {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  const to = headers.find(([name]) => name === 'location')?.[1];
  return to !== undefined && URL.canParse(to, from.href) ? new URL(to, from) : undefined;
};

const may = (request: Request, to: URL, own: string): boolean => {
  if (request.method !== 'GET') return false;
  if (to.origin === own) return true;
  // A recording may be stored elsewhere; the key is not sent there (see auth.ts).
  return request.stream === true && to.protocol === 'https:';
};

/**
 * Follows redirects of GET requests on the API's origin, and of streamed requests to any https URL; at most five. Returns any other redirect as the
 * response.
 */
export const redirect =
  (next: Transport, { origin }: { readonly origin: string }): Transport =>
  async (request) => {
    let { url } = request;
    for (let followed = 0; ; followed += 1) {
      const response = await next({ ...request, url });
      const to = location(response.status, response.headers, url);
      if (!to || followed === most || !may(request, to, origin)) return response;
      // A redirect from another origin must never lead back to where the key is sent.
      if (url.origin !== origin && to.origin === origin) return response;
      await discard(response);
      url = to;
    }
  };
