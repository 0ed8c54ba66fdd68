import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { type Authority, type Certificate, makeAuthority } from '../support/authority.ts';
import { boltcall, makeHome } from '../support/program.ts';
import { later } from '../support/temporary.ts';

const key = 'sk_live_tls_0123456789abcdef';
const list = ['agents', 'list', '-o', 'id', '--max-retries', '2'];

interface Api {
  readonly baseUrl: string;
  readonly port: number;
  /** The common name of each request's client certificate. */
  readonly clients: (string | undefined)[];
}

const startApi = async ({ cert, key: secret }: Certificate, clientsBy?: Authority, options: Partial<SecureContextOptions> = {}): Promise<Api> => {
  const clients: (string | undefined)[] = [];
  const server = createServer(
    { ...options, cert, key: secret, ...(clientsBy && { requestCert: true, rejectUnauthorized: true, ca: clientsBy.cert }) },
    (request, response) => {
      const peer = (request.socket as TLSSocket).getPeerCertificate();
      clients.push(typeof peer.subject === 'object' ? String(peer.subject.CN) : undefined);
      response.setHeader('content-type', 'application/json').end('{"data":[{"id":"agent_1"}],"meta":{"page":1,"limit":20,"total":1}}');
    },
  );
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `https://localhost:${port}/v1`, port, clients };
};

describe('a private certificate authority', () => {
  it.each(['--ca-file', 'BOLTCALL_CA_FILE', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'])('is taken by %s', async (way) => {
    const authority = await makeAuthority();
    const api = await startApi(await authority.issue(['localhost']));
    const env = { BOLTCALL_BASE_URL: api.baseUrl, BOLTCALL_API_KEY: key };
    const done = way.startsWith('--')
      ? await boltcall([...list, way, authority.certFile], { env })
      : await boltcall(list, { env: { ...env, [way]: authority.certFile } });
    expect([done.stdout, done.stderr, done.exitCode]).toEqual(['agent_1\n', '', 0]);
  });

  it('of one option does not hide that of another variable', async () => {
    const [first, second] = [await makeAuthority(), await makeAuthority()];
    const api = await startApi(await second.issue(['localhost']));
    const done = await boltcall([...list, '--ca-file', first.certFile], {
      env: { BOLTCALL_BASE_URL: api.baseUrl, BOLTCALL_API_KEY: key, NODE_EXTRA_CA_CERTS: second.certFile },
    });
    expect([done.stdout, done.exitCode]).toEqual(['agent_1\n', 0]);
  });

  it('that nobody named: says which option names it, once, and sends nothing', async () => {
    const authority = await makeAuthority();
    const api = await startApi(await authority.issue(['localhost']));
    const done = await boltcall(['messages', 'sms', '--to', '+14155550133', '--body', 'x', '--yes'], {
      env: { BOLTCALL_BASE_URL: api.baseUrl, BOLTCALL_API_KEY: key },
    });
    expect(done.exitCode).toBe(10);
    expect(done.stderr).toContain('the certificate of localhost is not trusted');
    expect(done.stderr).toContain('--ca-file FILE or BOLTCALL_CA_FILE');
    expect(done.stderr).not.toMatch(/attempts|waiting/);
    expect(api.clients).toEqual([]);
  });

  it('and a certificate for another name, or that has expired, or of the future', async () => {
    const authority = await makeAuthority();
    const day = 86_400_000;
    const now = Date.now();
    const cases = [
      [await authority.issue(['other.example']), 'the certificate of localhost is for another name: DNS:other.example'],
      [
        await authority.issue(['localhost'], { from: new Date(now - 20 * day), to: new Date(now - 10 * day) }),
        'the certificate of localhost has expired',
      ],
      [
        await authority.issue(['localhost'], { from: new Date(now + 10 * day), to: new Date(now + 20 * day) }),
        'the certificate of localhost is not valid yet',
      ],
    ] as const;
    for (const [certificate, words] of cases) {
      const api = await startApi(certificate);
      const done = await boltcall([...list, '--ca-file', authority.certFile], { env: { BOLTCALL_BASE_URL: api.baseUrl, BOLTCALL_API_KEY: key } });
      expect(done.stderr).toContain(words);
      expect(done.exitCode).toBe(10);
      expect(api.clients).toEqual([]);
    }
  });

  it.each([
    ['missing.pem', undefined, 'no such file'],
    ['empty.pem', '', 'contains no certificate'],
    ['broken.pem', '-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n', 'cannot be used'],
  ])('in a file that is no such file: %s', async (name, text, words) => {
    const home = makeHome();
    const file = join(home, name);
    if (text !== undefined) writeFileSync(file, text);
    const done = await boltcall([...list, '--ca-file', file], { home, env: { BOLTCALL_BASE_URL: 'https://localhost:1/v1', BOLTCALL_API_KEY: key } });
    expect(done.stderr).toContain(words);
    expect(done.exitCode).toBe(2);
  });
});

describe('a client certificate', () => {
  it('is shown to the API', async () => {
    const authority = await makeAuthority();
    const [server, client] = [await authority.issue(['localhost']), await authority.issue(['clinic'])];
    const api = await startApi(server, authority);
    const args = [...list, '--ca-file', authority.certFile, '--client-cert', client.certFile, '--client-key', client.keyFile];
    const done = await boltcall(args, { env: { BOLTCALL_BASE_URL: api.baseUrl, BOLTCALL_API_KEY: key } });
    expect([done.stdout, done.stderr, done.exitCode]).toEqual(['agent_1\n', '', 0]);
    expect(api.clients).toEqual(['clinic']);
  });

  it('that is wanted and was not named is said, and a change is known not to have been made', async () => {
    const authority = await makeAuthority();
    const api = await startApi(await authority.issue(['localhost']), authority);
    const done = await boltcall(['leads', 'create', '--name', 'Ana', '--yes', '--ca-file', authority.certFile], {
      env: { BOLTCALL_BASE_URL: api.baseUrl, BOLTCALL_API_KEY: key },
    });
    expect(done.stderr).toContain('--client-cert FILE and --client-key FILE');
    expect(done.stderr).not.toContain('not retried');
    expect(done.exitCode).toBe(10);
    expect(api.clients).toEqual([]);
  });

  it('with the key of another one is a usage error that names both', async () => {
    const authority = await makeAuthority();
    const [one, two] = [await authority.issue(['one']), await authority.issue(['two'])];
    const done = await boltcall([...list, '--client-cert', one.certFile, '--client-key', two.keyFile], {
      env: { BOLTCALL_BASE_URL: 'https://localhost:1/v1', BOLTCALL_API_KEY: key },
    });
    expect(done.stderr).toContain(`${one.certFile} and ${two.keyFile} cannot be used`);
    expect(done.exitCode).toBe(2);
  });
});

describe('plain http', () => {
  it.each([
    ['http://api.example.com/v1', 'sk_test_0123456789'],
    ['http://198.51.100.7/v1', 'sk_live_0123456789'],
    ['http://192.168.77.7/v1', 'sk_live_0123456789'],
  ])('carries no key to %s with %s', async (baseUrl, apiKey) => {
    const done = await boltcall(list, { env: { BOLTCALL_BASE_URL: baseUrl, BOLTCALL_API_KEY: apiKey } });
    expect(done.stderr).toMatch(/plain http/);
    expect(done.exitCode).toBe(2);
  });

  it('where TLS was meant is said', async () => {
    const { startServer } = await import('../support/server.ts');
    const server = await startServer();
    const done = await boltcall(list, { env: { BOLTCALL_BASE_URL: `https://localhost:${server.port}/v1`, BOLTCALL_API_KEY: key } });
    expect(done.stderr).toContain(`localhost does not speak TLS on port ${server.port}`);
    expect(done.exitCode).toBe(10);
  });
});

describe('TLS that cannot be agreed on', () => {
  it('is told in plain words, with what may be missing', async () => {
    const authority = await makeAuthority();
    const issued = await authority.issue(['localhost']);
    const wants = await startApi(issued, authority, { maxVersion: 'TLSv1.2' });
    const old = await startApi(issued, undefined, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    for (const [api, words, hint] of [
      [wants, /could not agree on TLS: .*handshake failure$/m, /--client-cert FILE/],
      [old, /could not agree on TLS: .*protocol version$/m, /base URL/],
    ] as const) {
      const done = await boltcall(list, { env: { BOLTCALL_BASE_URL: api.baseUrl, BOLTCALL_API_KEY: key, BOLTCALL_CA_FILE: authority.certFile } });
      expect(done.exitCode).toBe(10);
      expect(done.stderr).toMatch(words);
      expect(done.stderr).toMatch(hint);
      expect(done.stderr).not.toMatch(/openssl|:error:/i);
    }
  });
});
