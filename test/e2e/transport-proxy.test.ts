import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { open } from '../../src/transport/connect/sockets.ts';
import { type Authority, makeAuthority } from '../support/authority.ts';
import { boltcall } from '../support/program.ts';
import { hasTinyproxy, startTinyproxy } from '../support/proxy.ts';
import { startServer } from '../support/server.ts';
import { startSocks } from '../support/socks.ts';
import { later } from '../support/temporary.ts';
import { startProxy } from '../support/tunnels/proxy.ts';

/** A name that nobody else has and that is not loopback, which is never proxied. These tests' proxies resolve it to this machine. */
const here = 'api.invalid';

/** Starts a real proxy. It forwards requests for `here` to one of our proxies, which finds the API without a name server. */
const tinyproxyTo = async (port: number, ...lines: string[]) =>
  startTinyproxy(`Upstream http ${new URL((await startProxy(port)).url).host} ".invalid"`, ...lines);

/** Starts an API at https://api.invalid:PORT. */
const startApi = async (authority: Authority): Promise<{ port: number; baseUrl: string; place: string; keys: string[] }> => {
  const { cert, key } = await authority.issue([here]);
  const keys: string[] = [];
  const server = createServer({ cert, key }, (request, response) => {
    keys.push(request.headers.authorization ?? '');
    response.setHeader('content-type', 'application/json').end('{"data":[{"id":"agent_1"}],"meta":{"page":1,"limit":20,"total":1}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, baseUrl: `https://${here}:${port}/v1`, place: `${here}:${port}`, keys };
};

const key = 'sk_live_proxy_0123456789abcdef';

describe.skipIf(!hasTinyproxy())('through tinyproxy (needs tinyproxy)', () => {
  const list = ['agents', 'list', '-o', 'id', '--max-retries', '0'];

  it.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'])('%s: by CONNECT, with the key inside the tunnel', async (name) => {
    const authority = await makeAuthority();
    const api = await startApi(authority);
    const proxy = await tinyproxyTo(api.port);
    const done = await boltcall(list, {
      env: { [name]: `http://${proxy.place}`, BOLTCALL_BASE_URL: api.baseUrl, BOLTCALL_API_KEY: key, BOLTCALL_CA_FILE: authority.certFile },
    });
    expect([done.stdout, done.stderr, done.exitCode]).toEqual(['agent_1\n', '', 0]);
    expect(proxy.asked()).toEqual([`CONNECT ${api.place}`]);
    expect(api.keys).toEqual([`Bearer ${key}`]);
  });

  it.each([here, '*', `example.com, ${here}`])('not where NO_PROXY is "%s"', async (none) => {
    const authority = await makeAuthority();
    const api = await startApi(authority);
    const proxy = await tinyproxyTo(api.port);
    const done = await boltcall(list, {
      env: {
        HTTPS_PROXY: `http://${proxy.place}`,
        NO_PROXY: none,
        BOLTCALL_BASE_URL: api.baseUrl,
        BOLTCALL_API_KEY: key,
        BOLTCALL_CA_FILE: authority.certFile,
      },
    });
    // The name does not resolve without the proxy.
    expect(done.stderr).toMatch(/the name api\.invalid (does not resolve|could not be looked up)/);
    expect(done.exitCode).toBe(10);
    expect([proxy.asked(), api.keys]).toEqual([[], []]);
  });

  it('never for loopback', async () => {
    const [api, proxy] = [await startServer({ body: { data: [{ id: 'agent_1' }] } }), await startTinyproxy()];
    const env = { HTTP_PROXY: `http://${proxy.place}`, HTTPS_PROXY: `http://${proxy.place}`, ALL_PROXY: `http://${proxy.place}` };
    const done = await boltcall(list, { env: { ...env, BOLTCALL_BASE_URL: `http://localhost:${api.port}`, BOLTCALL_API_KEY: key } });
    expect([done.stdout, done.exitCode]).toEqual(['agent_1\n', 0]);
    expect(proxy.asked()).toEqual([]);
  });

  it.each([
    ['with the password', 'http://user:%733cr3t@', 0, ''],
    ['without it', 'http://', 10, 'requires a user name and password (407)'],
    ['with a wrong one', 'http://user:wr0ngpass@', 10, 'rejected the user name and password (401)'],
  ])('that asks for a password: %s', async (_, prefix, exitCode, words) => {
    const authority = await makeAuthority();
    const api = await startApi(authority);
    const proxy = await tinyproxyTo(api.port, 'BasicAuth user s3cr3t');
    const env = {
      HTTPS_PROXY: `${prefix}${proxy.place}`,
      BOLTCALL_BASE_URL: api.baseUrl,
      BOLTCALL_API_KEY: key,
      BOLTCALL_CA_FILE: authority.certFile,
    };
    for (const more of [[], ['--debug'], ['-o', 'json']]) {
      const done = await boltcall([...list, ...more], { env });
      expect(done.exitCode).toBe(exitCode);
      expect(done.stderr).toContain(words);
      if (exitCode !== 0) expect(done.stderr).toContain(`the proxy ${proxy.place} (HTTPS_PROXY)`);
      expect(done.stdout + done.stderr).not.toMatch(/s3cr3t|wr0ngpass|sk_live_proxy/);
    }
  });

  it('that does not let us through: says so, and a change is known not to have been sent', async () => {
    const authority = await makeAuthority();
    const api = await startApi(authority);
    const proxy = await tinyproxyTo(api.port, 'ConnectPort 1');
    const env = { HTTPS_PROXY: `http://${proxy.place}`, BOLTCALL_BASE_URL: api.baseUrl, BOLTCALL_API_KEY: key, BOLTCALL_CA_FILE: authority.certFile };
    const done = await boltcall(['leads', 'create', '--name', 'Ana', '--yes'], { env });
    expect(done.exitCode).toBe(10);
    expect(done.stderr).toContain(`the proxy ${proxy.place} (HTTPS_PROXY) refused access to ${api.place} (403)`);
    expect(api.keys).toEqual([]);
  });

  it('plain http goes to it whole', async () => {
    const api = await startServer({ body: { ok: true } });
    const proxy = await tinyproxyTo(api.port, 'BasicAuth user pass');
    const transport = await open({ env: { HTTP_PROXY: `http://user:pass@${proxy.place}` } });
    later(() => transport.close?.());
    const url = new URL(`http://${here}:${api.port}/v1/x?y=1`);
    const { status } = await transport({ method: 'GET', url, headers: [['x-mine', '1']], effect: 'none' });
    expect(status).toBe(200);
    expect(proxy.asked()).toEqual([`GET ${url.href}`]);
    expect(api.requests[0]?.url).toBe('/v1/x?y=1');
    expect(api.requests[0]?.header('proxy-authorization')).toBeUndefined();

    const wrong = await open({ env: { HTTP_PROXY: `http://${proxy.place}` } });
    later(() => wrong.close?.());
    await expect(wrong({ method: 'GET', url, headers: [], effect: 'none' })).rejects.toMatchObject({
      kind: 'network',
      details: { sent: 'no', lasting: true },
    });
    expect(api.requests).toHaveLength(1);
  });
});

describe('through a proxy that is spoken to by TLS itself', () => {
  it('the tunnel has a TLS of its own inside', async () => {
    const authority = await makeAuthority();
    const api = await startApi(authority);
    const { cert, key: secret } = await authority.issue(['localhost']);
    const asked: (string | undefined)[] = [];
    const proxy = createServer({ cert, key: secret });
    proxy.on('connect', (request, socket) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
      const far = connect(api.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(far).pipe(socket);
      });
      far.on('error', () => socket.destroy());
      socket.on('error', () => far.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    later(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const { port } = proxy.address() as AddressInfo;
    const done = await boltcall(['agents', 'list', '-o', 'id', '--max-retries', '0'], {
      env: {
        HTTPS_PROXY: `https://user:s3cr3t@localhost:${port}`,
        BOLTCALL_BASE_URL: api.baseUrl,
        BOLTCALL_API_KEY: key,
        BOLTCALL_CA_FILE: authority.certFile,
      },
    });
    expect([done.stdout, done.stderr, done.exitCode]).toEqual(['agent_1\n', '', 0]);
    expect(asked).toEqual([`${api.place} Basic ${Buffer.from('user:s3cr3t').toString('base64')}`]);
    expect(api.keys).toEqual([`Bearer ${key}`]);
  });
});

describe('through a SOCKS5 proxy', () => {
  it.each([
    ['without a password', undefined, ''],
    ['with one', { user: 'user', password: 's3cr3t' }, 'user:s3cr3t@'],
  ])('%s', async (_, password, prefix) => {
    const authority = await makeAuthority();
    const [api, socks] = [await startApi(authority), await startSocks(password)];
    const done = await boltcall(['agents', 'list', '-o', 'id', '--max-retries', '0'], {
      env: {
        ALL_PROXY: `socks5://${prefix}127.0.0.1:${socks.port}`,
        BOLTCALL_BASE_URL: api.baseUrl,
        BOLTCALL_API_KEY: key,
        BOLTCALL_CA_FILE: authority.certFile,
      },
    });
    expect([done.stdout, done.stderr, done.exitCode]).toEqual(['agent_1\n', '', 0]);
    expect(socks.asked).toEqual([api.place]);
    expect(api.keys).toEqual([`Bearer ${key}`]);
  });

  it('that wants another password, or does not connect: nothing was sent', async () => {
    const authority = await makeAuthority();
    const api = await startApi(authority);
    const socks = await startSocks({ user: 'user', password: 's3cr3t' });
    for (const [prefix, baseUrl] of [
      ['user:wr0ngpass@', api.baseUrl],
      ['', api.baseUrl],
      ['user:s3cr3t@', 'https://host.refused/v1'],
    ]) {
      const done = await boltcall(['leads', 'create', '--name', 'Ana', '--yes', '--max-retries', '0'], {
        env: {
          ALL_PROXY: `socks5://${prefix}127.0.0.1:${socks.port}`,
          BOLTCALL_BASE_URL: baseUrl,
          BOLTCALL_API_KEY: key,
          BOLTCALL_CA_FILE: authority.certFile,
        },
      });
      expect(done.stderr).toContain(`the proxy 127.0.0.1:${socks.port} (ALL_PROXY) did not connect to`);
      expect(done.exitCode).toBe(10);
      expect(done.stderr).not.toMatch(/s3cr3t|wr0ngpass/);
    }
    expect(api.keys).toEqual([]);
  });
});

describe('a proxy that is not there', () => {
  it.each([
    ['http://127.0.0.1:1', 10, 'the proxy 127.0.0.1:1 (HTTPS_PROXY) refused the connection'],
    ['http://user:s3cr3t@proxy.invalid:3128', 10, 'the name proxy.invalid does not resolve: the proxy proxy.invalid:3128 (HTTPS_PROXY)'],
    ['ftp://user:s3cr3t@proxy.invalid', 2, 'HTTPS_PROXY uses an unknown proxy protocol "ftp://"'],
    ['http://user:s3cr3t@', 2, 'HTTPS_PROXY is not a valid proxy URL'],
  ])('%s', async (proxy, exitCode, words) => {
    const done = await boltcall(['messages', 'sms', '--to', '+14155550133', '--body', 'x', '--yes', '--debug', '--max-retries', '0'], {
      env: { HTTPS_PROXY: proxy, BOLTCALL_BASE_URL: 'https://api.example.com/v1', BOLTCALL_API_KEY: key },
    });
    expect(done.stderr).toContain(words);
    expect(done.exitCode).toBe(exitCode);
    expect(done.stdout + done.stderr).not.toMatch(/s3cr3t|sk_live_proxy/);
  });

  it('is a failure of the proxy, not of the API', async () => {
    const transport = await open({ env: { ALL_PROXY: 'socks5://127.0.0.1:1' } });
    later(() => transport.close?.());
    const request = { method: 'GET', url: new URL('https://api.example.com/'), headers: [], effect: 'none' } as const;
    await expect(transport(request)).rejects.toThrow(Failure);
    await expect(transport(request)).rejects.toThrow('the proxy 127.0.0.1:1 (ALL_PROXY) refused the connection');
  });
});
