import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { Failure, usage, whyNotRead } from '../../errors.ts';
import type { Connection } from '../transport.ts';

const pem = async (file: string, from: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure('usage', `${from}: cannot read ${file}: ${whyNotRead(error)}`, { sent: 'no', cause: error });
  }
};

/**
 * Returns the certificate authorities to trust: Node's own plus `--ca-file` or `BOLTCALL_CA_FILE`, and `SSL_CERT_FILE` if it is readable. Node adds
 * `NODE_EXTRA_CA_CERTS` itself, but only if we do not replace its list, so it is read here.
 */
const authorities = async (connection: Connection): Promise<string[] | undefined> => {
  const own = connection.caFile ?? connection.env['BOLTCALL_CA_FILE'];
  const found: string[] = [];
  if (own) {
    const text = await pem(own, connection.caFile ? '--ca-file' : 'BOLTCALL_CA_FILE');
    if (!text.includes('-----BEGIN CERTIFICATE-----'))
      throw usage(`${own} contains no certificate`, 'Use a PEM file, which starts with -----BEGIN CERTIFICATE-----.');
    try {
      // TLS silently skips what it cannot parse.
      new X509Certificate(text);
    } catch (cause) {
      throw new Failure('usage', `${own} cannot be used: its first certificate is damaged`, { sent: 'no', cause });
    }
    found.push(text);
  }
  const system = connection.env['SSL_CERT_FILE'];
  // Other programs also ignore a stale value here.
  if (system)
    found.push(
      ...(await pem(system, 'SSL_CERT_FILE').then(
        (text) => [text],
        () => [],
      )),
    );
  if (found.length === 0) return undefined;
  const extra = connection.env['NODE_EXTRA_CA_CERTS'];
  if (extra)
    found.push(
      ...(await pem(extra, 'NODE_EXTRA_CA_CERTS').then(
        (text) => [text],
        () => [],
      )),
    );
  return [...rootCertificates, ...found];
};

/** Returns the TLS context: authorities and, with `own`, the client certificate. A missing or invalid file is a usage error that names it. */
export const secureContext = async (connection: Connection, own: boolean): Promise<SecureContext> => {
  const { clientCert, clientKey } = connection;
  if (own && clientKey && !clientCert) throw usage('--client-key needs --client-cert');
  const ca = await authorities(connection);
  const cert = own && clientCert ? await pem(clientCert, '--client-cert') : undefined;
  // One file may contain both.
  const key = own && clientCert ? await pem(clientKey ?? clientCert, clientKey ? '--client-key' : '--client-cert') : undefined;
  try {
    return createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
  } catch (error) {
    const files = cert ? `${clientCert}${clientKey ? ` and ${clientKey}` : ''}` : 'the file of certificate authorities';
    throw new Failure('usage', `${files} cannot be used: ${error instanceof Error ? error.message : String(error)}`, {
      sent: 'no',
      hint: cert ? 'Use a PEM certificate and its key, without a passphrase.' : 'Use a PEM file.',
      cause: error,
    });
  }
};
