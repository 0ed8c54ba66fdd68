import { type Details, Failure, systemCode } from '../../errors.ts';
import { place } from '../addresses.ts';

const never = { sent: 'no' } as const;
const lasting = { sent: 'no', lasting: true } as const;

const unknownAuthority = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_UNTRUSTED',
  'CERT_CHAIN_TOO_LONG',
]);

/** The server ended TLS because it wants a client certificate, or a different one. With TLS 1.3 this arrives after our first bytes. */
export const clientCertificate =
  /^ERR_SSL_(TLSV13_ALERT_CERTIFICATE_REQUIRED|TLSV1_ALERT_UNKNOWN_CA|(?:SSLV3|SSL\/TLS)_ALERT_(BAD_CERTIFICATE|CERTIFICATE_\w+))$/;

/** Returns the addresses that were tried: several if a name has IPv4 and IPv6. */
const tried = (error: unknown, host: string, port: number): string[] => {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  const found = errors.flatMap((one) =>
    typeof one === 'object' && one !== null && 'address' in one && typeof one.address === 'string' ? [place(one.address, port)] : [],
  );
  return found.length > 0 ? [...new Set(found)] : [place(host, port)];
};

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Returns OpenSSL's message without its source locations. */
export const reason = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'reason' in error && typeof error.reason === 'string' ? error.reason : message(error);

/**
 * Explains why a connection could not be opened: DNS, address, TLS. Nothing of the request was sent.
 * @param what the name of the other end: `api.boltcall.org` or `the proxy proxy.corp:3128 (HTTPS_PROXY)`
 */
export const connectFailure = (error: unknown, host: string, port: number, what: string): Failure => {
  if (error instanceof Failure) return error;
  const fail = (text: string, details: Details): Failure => new Failure('network', text, { ...details, cause: error });
  const code = systemCode(error) ?? (error instanceof AggregateError ? systemCode(error.errors[0]) : undefined) ?? '';
  switch (code) {
    case 'ENOTFOUND':
      return fail(`the name ${host} does not resolve${what === host ? '' : `: ${what}`}`, {
        ...never,
        hint: 'Check the URL and the network connection.',
      });
    case 'EAI_AGAIN':
      return fail(`the name ${host} could not be looked up: no DNS server responded`, { ...never, hint: 'Check the network connection.' });
    case 'ECONNREFUSED':
      return fail(`${what} refused the connection: nothing is listening on ${tried(error, host, port).join(' or ')}`, never);
    case 'ETIMEDOUT':
      return fail(`${what} did not answer on ${tried(error, host, port).join(' or ')}`, never);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return fail(`cannot reach ${what}: network unreachable (${code})`, { ...never, hint: 'Check the network connection.' });
    case 'ECONNRESET':
    case 'EPIPE':
      return fail(`${what} closed the connection while it was being opened`, never);
    case 'CERT_HAS_EXPIRED':
      return fail(`the certificate of ${what} has expired`, {
        ...lasting,
        hint: "Check this machine's clock; otherwise the server must renew its certificate.",
      });
    case 'CERT_NOT_YET_VALID':
      return fail(`the certificate of ${what} is not valid yet`, { ...lasting, hint: "Check this machine's clock." });
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return fail(`the certificate of ${what} is for another name: ${message(error).replace(/^.*altnames: /, '')}`, lasting);
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return fail(`${what} does not speak TLS on port ${port}`, { ...lasting, hint: 'Check whether it is an http:// URL or another port.' });
  }
  if (unknownAuthority.has(code)) {
    return fail(`the certificate of ${what} is not trusted: ${message(error)}`, {
      ...lasting,
      hint: 'Pass the PEM file of its certificate authority with --ca-file FILE or BOLTCALL_CA_FILE.',
    });
  }
  if (clientCertificate.test(code)) return certificateWanted(error, what);
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    // Before TLS 1.3, a missing certificate is an ordinary handshake failure.
    const hint = code.endsWith('ALERT_HANDSHAKE_FAILURE')
      ? 'If it requires a client certificate, pass --client-cert FILE and --client-key FILE.'
      : undefined;
    return fail(`${what} and boltcall could not agree on TLS: ${reason(error)}`, { ...lasting, ...(hint !== undefined && { hint }) });
  }
  return fail(`no connection to ${what}: ${message(error)}`, never);
};

const certificateWanted = (error: unknown, what: string): Failure =>
  new Failure('network', `${what} rejected the client certificate, or requires one`, {
    ...lasting,
    hint: 'Pass it with --client-cert FILE and --client-key FILE.',
    cause: error,
  });

/** Explains what broke off a request in flight, or its response. `sent` is what the handler knows; `begun` means that the response had started. */
export const requestFailure = (error: unknown, where: string, sent: 'no' | 'perhaps', begun: boolean): Failure => {
  if (error instanceof Failure) return error;
  const code = systemCode(error) ?? '';
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') {
    return new Failure('usage', `the request cannot be sent: ${message(error)}`, { sent: 'no', cause: error });
  }
  if (clientCertificate.test(code)) return certificateWanted(error, where);
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return new Failure('bad-answer', `${where} sent too many headers`, { sent, cause: error });
  // undici's parser errors have no code.
  if (error instanceof Error && error.name === 'HTTPParserError') {
    return new Failure('bad-answer', `${where} did not respond with HTTP`, { sent, cause: error });
  }
  const when = begun ? 'in the middle of the response' : sent === 'no' ? 'before the request was sent' : 'before responding';
  return new Failure('network', `${where} closed the connection ${when}`, { sent, cause: error });
};
