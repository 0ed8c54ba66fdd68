import { createSecureServer } from 'node:http2';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseTarget } from '../../../../src/values/target.ts';
import { createForwarder } from '../../../../src/webhooks/forward/forwarder.ts';
import { systemWorld } from '../../../../src/world.ts';
import { type Authority, type Certificate, makeAuthority } from '../../../support/authority.ts';
import { later } from '../../../support/temporary.ts';

test('a target whose connection fails at once is a failed attempt, not an error that nobody hears', async () => {
  const unheard: unknown[] = [];
  const hear = (error: unknown): void => void unheard.push(error);
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', hear);
  const forwarder = await createForwarder({ world: systemWorld(), insecure: false, timeout: 30_000, connection: { env: {} } });
  try {
    const target = parseTarget('http://[fe80::1]/', '--forward-to');
    const delivery = { id: 'dlv_1', receivedAt: 0, method: 'POST', path: '/', headers: [], body: Buffer.from('{}'), verified: false, repeat: false };
    // Starts in an event loop callback, as for a real delivery: there, an error from the next tick comes before a promise settles.
    const attempt = await new Promise((resolve) => setImmediate(() => forwarder.send(delivery, target, { extra: [] }, 1).then(resolve)));
    expect(attempt).toMatchObject({ target: 'http://[fe80::1]/', attempt: 1, fault: expect.any(String) });
    expect(unheard).toEqual([]);
  } finally {
    await forwarder.close();
    process.off('uncaughtException', hear);
    for (const other of others) process.on('uncaughtException', other);
  }
});

describe('a target with TLS', () => {
  let authority: Authority;
  let certificate: Certificate;
  beforeAll(async () => {
    authority = await makeAuthority();
    certificate = await authority.issue(['localhost']);
  });

  const attemptAt = async (server: Server, options: { insecure?: boolean; env?: Record<string, string>; caFile?: string } = {}) => {
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    later(() => server.close());
    const { insecure = false, env = {}, ...more } = options;
    const forwarder = await createForwarder({ world: systemWorld(), insecure, timeout: 30_000, connection: { env, ...more } });
    later(() => forwarder.close());
    const target = parseTarget(`https://localhost:${(server.address() as AddressInfo).port}/`, '--forward-to');
    const delivery = { id: 'dlv_1', receivedAt: 0, method: 'POST', path: '/', headers: [], body: Buffer.from('{}'), verified: false };
    return forwarder.send(delivery, target, { extra: [] }, 1);
  };
  const https = (options: ServerOptions = {}) =>
    createServer({ cert: certificate.cert, key: certificate.key, ...options }, (_, response) => response.end());

  test('of a private authority is trusted where that is named', async () => {
    expect(await attemptAt(https())).toMatchObject({ fault: 'certificate', error: expect.stringContaining('--ca-file') });
    expect(await attemptAt(https(), { caFile: authority.certFile })).toMatchObject({ status: 200 });
    expect(await attemptAt(https(), { env: { BOLTCALL_CA_FILE: authority.certFile } })).toMatchObject({ status: 200 });
    expect(await attemptAt(https(), { insecure: true })).toMatchObject({ status: 200 });
    expect(await attemptAt(https(), { caFile: '/no/such.pem' })).toMatchObject({ error: '--ca-file: cannot read /no/such.pem: no such file' });
  });

  test.each([
    ['HTTP/2 only', () => createSecureServer({ cert: certificate.cert, key: certificate.key }), 'it does not speak HTTP/1.1 (only HTTP/2?)'],
    [
      'TLS 1.1 only',
      () => https({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
      'it does not speak TLS 1.2 or newer',
    ],
    [
      'wants a client certificate (TLS 1.3)',
      () => https({ requestCert: true, rejectUnauthorized: true, ca: authority.cert, minVersion: 'TLSv1.3' }),
      'it requires a client certificate, which targets never get',
    ],
    [
      'wants a client certificate (TLS 1.2)',
      () => https({ requestCert: true, rejectUnauthorized: true, ca: authority.cert, maxVersion: 'TLSv1.2' }),
      'it ended the TLS handshake (does it require a client certificate or other ciphers?)',
    ],
  ])('that %s: told in words', async (_, server, error) => {
    expect(await attemptAt(server(), { insecure: true })).toMatchObject({ fault: 'tls', error });
  });
});
