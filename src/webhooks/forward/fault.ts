import { systemCode } from '../../errors.ts';
import { clientCertificate, reason } from '../../transport/connect/failures.ts';
import type { Target } from '../../values/target.ts';
import type { Attempt, Fault } from '../delivery.ts';

/** Returns every error nested in an error: Node groups those of several IP addresses in one. */
const parts = (error: unknown): unknown[] => (error instanceof AggregateError ? error.errors : [error]);

const place = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null || !('address' in error) || typeof error.address !== 'string') return undefined;
  const port = 'port' in error && typeof error.port === 'number' ? `:${error.port}` : '';
  return error.address.includes(':') ? `[${error.address}]${port}` : `${error.address}${port}`;
};

const untrusted = 'its certificate is signed by an untrusted authority (trust it with --ca-file FILE)';

const certificates: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed (trust it with --ca-file FILE)',
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
};

const noTls = ['tls', 'it does not speak TLS (use http instead of https?)'] as const;
const oldTls = ['tls', 'it does not speak TLS 1.2 or newer'] as const;

const endedTls = ['tls', 'it ended the TLS handshake (does it require a client certificate or other ciphers?)'] as const;

const codes: Readonly<Record<string, readonly [Fault, string]>> = {
  ECONNRESET: ['broken', 'the connection was reset'],
  EPIPE: ['broken', 'the connection was reset'],
  UND_ERR_SOCKET: ['broken', 'the connection was closed before the response'],
  ETIMEDOUT: ['timeout', 'no connection within 10 s'],
  EHOSTUNREACH: ['refused', 'the host cannot be reached'],
  ENETUNREACH: ['refused', 'the network cannot be reached'],
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: ['tls', 'it does not speak HTTP/1.1 (only HTTP/2?)'],
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: oldTls,
  ERR_SSL_UNSUPPORTED_PROTOCOL: oldTls,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: endedTls,
  // Node 26 (OpenSSL 3.5) has another name for it.
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE': endedTls,
  UND_ERR_HEADERS_OVERFLOW: ['broken', 'its response headers are too large'],
  UND_ERR_DESTROYED: ['stopping', 'the listener is stopping'],
  UND_ERR_CLOSED: ['stopping', 'the listener is stopping'],
};

/** Returns why a target did not respond: a keyword, and a short phrase for one line. */
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
  if (clientCertificate.test(code)) return { fault: 'tls', error: 'it requires a client certificate, which targets never get' };
  // The HTTP client's own error class, which has no code.
  if (error instanceof Error && error.name === 'HTTPParserError') return { fault: 'broken', error: 'its response is not HTTP' };
  const known = codes[code];
  if (known !== undefined) return { fault: known[0], error: known[1] };
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return { fault: 'tls', error: `TLS failed: ${reason(error)}` };
  return { fault: 'broken', error: error instanceof Error && error.message !== '' ? error.message : 'unknown error' };
};

/** The environment we run in, as far as it affects how to reach the user's machine. */
export interface Surroundings {
  readonly container: boolean;
  readonly wsl: boolean;
}

/** Returns what to do about an attempt that failed, in one sentence, or undefined if there is nothing to say. */
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
