import { systemCode } from '../../errors.ts';
import type { Target } from '../../values/target.ts';
import type { Attempt, Fault } from '../delivery.ts';

/** Every error below an error: Node collects those of several addresses in one. */
const parts = (error: unknown): unknown[] => (error instanceof AggregateError ? error.errors : [error]);

const place = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null || !('address' in error) || typeof error.address !== 'string') return undefined;
  const port = 'port' in error && typeof error.port === 'number' ? `:${error.port}` : '';
  return error.address.includes(':') ? `[${error.address}]${port}` : `${error.address}${port}`;
};

const certificates: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an untrusted authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an untrusted authority',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is signed by an untrusted authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an untrusted authority',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
};

const codes: Readonly<Record<string, readonly [Fault, string]>> = {
  ECONNRESET: ['broken', 'the connection was reset'],
  EPIPE: ['broken', 'the connection was reset'],
  UND_ERR_SOCKET: ['broken', 'the connection was closed before the response'],
  ETIMEDOUT: ['timeout', 'no connection within 10 s'],
  EHOSTUNREACH: ['refused', 'the host cannot be reached'],
  ENETUNREACH: ['refused', 'the network cannot be reached'],
  EPROTO: ['broken', 'it does not speak TLS (use http instead of https?)'],
  ERR_SSL_WRONG_VERSION_NUMBER: ['broken', 'it does not speak TLS (use http instead of https?)'],
  UND_ERR_HEADERS_OVERFLOW: ['broken', 'its response headers are too large'],
  UND_ERR_DESTROYED: ['stopping', 'the listener is stopping'],
  UND_ERR_CLOSED: ['stopping', 'the listener is stopping'],
};

/** Why a target gave no answer: a word, and a short phrase for one line. */
export const why = (error: unknown, target: Target): { readonly fault: Fault; readonly error: string } => {
  const all = parts(error);
  if (all.some((one) => systemCode(one) === 'ECONNREFUSED')) {
    const places = [...new Set(all.map(place).filter((one) => one !== undefined))];
    return { fault: 'refused', error: `nothing is listening on ${places.length === 0 ? target.origin : places.join(' or ')}` };
  }
  const code = systemCode(all[0]) ?? systemCode(error) ?? '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_NODATA') {
    return { fault: 'unknown-name', error: `unknown host ${target.hostname}` };
  }
  const certificate = certificates[code];
  if (certificate !== undefined) return { fault: 'certificate', error: `${certificate}; use --insecure to accept it` };
  // The HTTP client's own class, which gives no code.
  if (error instanceof Error && error.name === 'HTTPParserError') return { fault: 'broken', error: 'its response is not HTTP' };
  const [fault, text] = codes[code] ?? ['broken', error instanceof Error && error.message !== '' ? error.message : 'unknown error'];
  return { fault, error: text };
};

/** Where we run, as far as it changes how the user's machine is called. */
export interface Surroundings {
  readonly container: boolean;
  readonly wsl: boolean;
}

/** What to do about an attempt that did not go well: one sentence, or undefined where there is nothing to say. */
export const advice = (attempt: Attempt, target: Target, around: Surroundings): string | undefined => {
  const { status, fault, answer } = attempt;
  if (status !== undefined && status >= 300 && status < 400) {
    const location = answer?.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
    return location === undefined
      ? undefined
      : `Your app redirects to ${absolute(location, target)}; redirects are not followed, so forward to that URL.`;
  }
  if (status === 404) return `Your app has no route for POST ${target.path.split('?')[0]}.`;
  if (status === 401 || status === 403) return 'Your app rejects the delivery: it must verify with the secret from `boltcall listen --print-secret`.';
  if (fault === 'refused' && target.loopback) {
    if (around.container) return 'Is your app running? From inside a container, the host is host.docker.internal.';
    if (around.wsl) return 'Is your app running? From inside WSL, use the IP address of the Windows host (`ip route show default`).';
    return 'Is your app running?';
  }
  return undefined;
};

const absolute = (location: string, target: Target): string => {
  try {
    return new URL(location, target.text).href;
  } catch {
    return location;
  }
};
