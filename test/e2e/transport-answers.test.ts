import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { boltcall, makeHome, start } from '../support/program.ts';
import { type Answer, hasIPv6, type Recorded, startServer, type TestServer } from '../support/server.ts';

const key = 'sk_test_answers_0123456789';
const env = (server: TestServer) => ({ BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: key });
const list = ['agents', 'list', '-o', 'id'];
const one = { data: [{ id: 'agent_1' }], meta: { page: 1, limit: 20, total: 1 } };

/** Serves `count` items in pages. */
const paged =
  (count: number) =>
  ({ url }: Recorded): Answer => {
    const { searchParams } = new URL(url, 'http://x');
    const [page, limit] = [Number(searchParams.get('page') ?? 1), Number(searchParams.get('limit') ?? 20)];
    const data = Array.from({ length: count }, (_, at) => ({ id: `id_${at}` })).slice((page - 1) * limit, page * limit);
    return { body: { data, meta: { page, limit, total: count } } };
  };

describe('connections', () => {
  it('are kept for all requests of a command', async () => {
    const server = await startServer(paged(100));
    const done = await boltcall(['agents', 'get', 'id_99', '--json'], { env: env(server) });
    expect(done.exitCode).toBe(0);
    const tags = await startServer({ body: { id: 'x', status: 'cancelled' } });
    await boltcall(['appointments', 'cancel', 'a', 'b', 'c', 'd', '--yes'], { env: env(tags) });
    expect(tags.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(4);
    expect(tags.connections()).toBeLessThan(tags.requests.length);
  });

  it.skipIf(!hasIPv6())('find a service on ::1 and on 127.0.0.1 by the name localhost', async () => {
    for (const on of ['::1', '127.0.0.1'] as const) {
      const server = await startServer({ body: one }, { on });
      const done = await boltcall(list, { env: { BOLTCALL_BASE_URL: `http://localhost:${server.port}/v1`, BOLTCALL_API_KEY: key } });
      expect([done.stdout, done.exitCode], done.stderr).toEqual(['agent_1\n', 0]);
    }
  });
});

describe('answers', () => {
  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const)('in %s are read, and are asked for', async (encoding, compress) => {
    const server = await startServer({
      headers: { 'content-encoding': encoding, 'content-type': 'application/json' },
      body: compress(JSON.stringify(one)),
    });
    const done = await boltcall(list, { env: env(server) });
    expect([done.stdout, done.exitCode]).toEqual(['agent_1\n', 0]);
    expect(server.requests[0]?.header('accept-encoding')).toBe('gzip, br, deflate');
  });

  it('whose compressed data is damaged or cut off are said to be', async () => {
    for (const body of [Buffer.from('no gzip at all'), gzipSync(JSON.stringify(one)).subarray(0, 20)]) {
      const server = await startServer({ headers: { 'content-encoding': 'gzip' }, body });
      const done = await boltcall(list, { env: env(server) });
      expect(done.stderr).toContain('cannot be decompressed');
      expect(done.exitCode).toBe(9);
    }
  });

  it('that unpack to more than is read are given up, without the memory for them', async () => {
    const server = await startServer({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(200 * 1_048_576, 0x20)) });
    const done = await boltcall(list, { env: env(server) });
    expect(done.stderr).toContain('is larger than 64 MiB');
    expect(done.exitCode).toBe(9);
    const change = await boltcall(['leads', 'create', '--name', 'Ana', '--yes'], { env: env(server) });
    expect(change.exitCode).toBe(12);
    expect(server.requests).toHaveLength(2);
  });
});

describe('lists of a service that does not do what it says', () => {
  const things = (from: number, count: number) => Array.from({ length: count }, (_, at) => ({ id: `id_${from + at}` }));
  const pageOf = ({ url }: Recorded): number => Number(new URL(url, 'http://x').searchParams.get('page') ?? 1);

  it.each(['json', 'jsonl', 'id', 'csv'])('that ignores the page: what came is printed whole, and what is missing is said (%s)', async (format) => {
    const server = await startServer({ body: { data: things(0, 100), meta: { page: 1, limit: 100, total: 156 } } });
    const done = await boltcall(['calls', 'list', '--all', '-o', format], { env: env(server) });
    const count = format === 'json' ? JSON.parse(done.stdout).length : done.stdout.trim().split('\n').length - (format === 'csv' ? 1 : 0);
    expect(count).toBe(100);
    expect(done.stderr).toContain('56 of 156 records could not be read: requested page 2 but received page 1');
    expect(done.exitCode).toBe(9);
    expect(server.requests).toHaveLength(2);
  });

  it("that fails at a later page: the array is closed, and the exit is the failure's", async () => {
    const server = await startServer((request) =>
      pageOf(request) < 3
        ? { body: { data: things(pageOf(request) * 100, 100), meta: { page: pageOf(request), limit: 100, total: 500 } } }
        : { status: 403 },
    );
    const done = await boltcall(['calls', 'list', '--all', '--json'], { env: env(server) });
    expect(JSON.parse(done.stdout)).toHaveLength(200);
    expect(done.exitCode).toBe(4);
  });

  it('that breaks off or is slow in between: the page is asked for again, and each record comes once', async () => {
    let broken = false;
    const server = await startServer((request) => {
      if (pageOf(request) === 2 && !broken) {
        broken = true;
        return { body: { data: things(200, 100) }, reset: 'middle' };
      }
      return {
        body: { data: things(pageOf(request) * 100, pageOf(request) > 3 ? 0 : 100), meta: { page: pageOf(request), limit: 100, total: 300 } },
      };
    });
    const done = await boltcall(['calls', 'list', '--all', '-o', 'id'], { env: env(server) });
    expect(new Set(done.stdout.trim().split('\n')).size).toBe(300);
    expect(done.stdout.trim().split('\n')).toHaveLength(300);
    expect(done.exitCode).toBe(0);
  });

  it('whose first page is enough: the rest is not fetched', async () => {
    const server = await startServer((request) => ({
      body: { data: things(pageOf(request) * 100, 100), meta: { page: pageOf(request), limit: 100, total: 100_000 } },
    }));
    const done = await boltcall(['calls', 'list', '--limit', '100', '-o', 'id'], { env: env(server) });
    expect(done.stdout.trim().split('\n')).toHaveLength(100);
    expect(done.stderr).toContain('Showing 100 of 100,000.');
    expect(server.requests).toHaveLength(1);
  });
});

describe('redirects', () => {
  it('of a read on the same origin are followed, with the key', async () => {
    const server = await startServer(({ url }) => (url === '/v1/agents' ? { status: 308, headers: { location: '/v2/agents' } } : { body: one }));
    const done = await boltcall(list, { env: env(server) });
    expect([done.stdout, done.exitCode]).toEqual(['agent_1\n', 0]);
    expect(server.requests.map(({ url, header }) => [url, header('authorization')])).toEqual([
      ['/v1/agents', `Bearer ${key}`],
      ['/v2/agents', `Bearer ${key}`],
    ]);
  });

  it('elsewhere are not: the other side sees no request', async () => {
    const other = await startServer({ body: one });
    const server = await startServer({ status: 302, headers: { location: `${other.url}/v1/agents` } });
    const done = await boltcall(list, { env: env(server) });
    expect(done.stderr).toContain(`redirects to ${other.url}/v1/agents (302); redirects to other hosts are not followed`);
    expect(done.exitCode).toBe(9);
    expect(other.requests).toEqual([]);
  });

  it.each([
    [301, 9],
    [302, 12],
    [303, 12],
    [307, 9],
    [308, 9],
  ])('of a change are never followed: %i is exit %i', async (status, exitCode) => {
    const server = await startServer({ status, headers: { location: '/v1/elsewhere' } });
    const done = await boltcall(['leads', 'create', '--name', 'Ana', '--yes'], { env: env(server) });
    expect(done.exitCode).toBe(exitCode);
    expect(server.requests).toHaveLength(1);
  });

  it('in a circle end', async () => {
    const server = await startServer({ status: 302, headers: { location: '/v1/agents' } });
    const done = await boltcall(list, { env: env(server) });
    expect(done.exitCode).toBe(9);
    expect(server.requests).toHaveLength(6);
  });
});

describe('recordings', () => {
  const sound = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
  const call = (recording: string) => ({ body: { id: 'call_1', recording_url: recording } });

  it('elsewhere get no key, and only over https', async () => {
    const other = await startServer({ body: sound });
    const server = await startServer(({ url }) => (url === '/v1/calls/call_1' ? call(`${other.url}/r.mp3`) : { status: 404, body: {} }));
    const done = await boltcall(['calls', 'recording', 'call_1', '--out', 'r.mp3'], { env: env(server) });
    expect(done.stderr).toContain('neither https nor');
    expect(done.exitCode).toBe(9);
    expect(other.requests).toEqual([]);
  });

  it('over https elsewhere, by a redirect of the API or by address, are fetched without the key', async () => {
    const other = await startServer({ headers: { 'content-type': 'audio/mpeg' }, body: sound }, { https: true });
    const home = makeHome();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(home, 'ca.pem'), other.certificate ?? '');
    const address = `https://localhost:${other.port}/r.mp3?X-Amz-Signature=abcdef0123456789`;
    for (const recording of ['/v1/calls/call_1/recording', address]) {
      const server = await startServer(({ url }) => (url === '/v1/calls/call_1' ? call(recording) : { status: 302, headers: { location: address } }));
      const done = await boltcall(['calls', 'recording', 'call_1', '--out', 'r.mp3', '--debug'], {
        home,
        env: { ...env(server), BOLTCALL_CA_FILE: join(home, 'ca.pem') },
      });
      expect(done.exitCode, done.stderr).toBe(0);
      expect(readFileSync(join(home, 'r.mp3')).equals(sound)).toBe(true);
      expect(done.stderr).not.toMatch(/abcdef0123456789|sk_test_answers/);
    }
    expect(other.requests).toHaveLength(2);
    for (const request of other.requests) expect(request.raw.toString()).not.toContain(key);
  });

  it.each([true, false])('that break off are taken up where they broke (ranges: %s)', async (ranges) => {
    const home = makeHome();
    const server = await startServer(({ url, header }) => {
      if (url === '/v1/calls/call_1') return call('/v1/calls/call_1/recording');
      const range = /bytes=(\d+)-/.exec(header('range') ?? '');
      if (!range) return { headers: { etag: '"1"' }, body: sound, reset: 'middle' };
      if (!ranges) return { headers: { etag: '"1"' }, body: sound };
      const from = Number(range[1]);
      return {
        status: 206,
        headers: { etag: '"1"', 'content-range': `bytes ${from}-${sound.length - 1}/${sound.length}` },
        body: sound.subarray(from),
      };
    });
    const done = await boltcall(['calls', 'recording', 'call_1', '--out', 'r.wav'], { home, env: env(server) });
    expect(done.exitCode, done.stderr).toBe(0);
    expect(readFileSync(join(home, 'r.wav')).equals(sound)).toBe(true);
    expect(server.requests).toHaveLength(3);
  });

  it('that are another thing by then are not glued together', async () => {
    const home = makeHome();
    let count = 0;
    const server = await startServer(({ url }) => {
      if (url === '/v1/calls/call_1') return call('/v1/calls/call_1/recording');
      count += 1;
      return { headers: { etag: `"${count}"` }, body: sound, reset: 'middle' };
    });
    const done = await boltcall(['calls', 'recording', 'call_1', '--out', 'r.wav'], { home, env: env(server) });
    expect(done.stderr).toContain('in the middle of the response');
    expect(done.exitCode).toBe(10);
    expect(existsSync(join(home, 'r.wav'))).toBe(false);
  });
});

describe('waiting', () => {
  it('is shown, and Ctrl-C ends it: nothing is sent again', async () => {
    const server = await startServer({ status: 429, headers: { 'retry-after': '60' } });
    const running = start(['leads', 'create', '--name', 'Ana', '--yes'], { env: env(server) });
    await running.until((_, stderr) => /rate limited, waiting 60 s \(Ctrl-C stops\)/.test(stderr));
    const done = await running.stop('SIGINT');
    expect(done.exitCode).toBe(130);
    expect(done.stderr).not.toContain('not retried');
    expect(server.requests).toHaveLength(1);
  });

  it('for an answer ends by Ctrl-C, and says that a change may have been made', async () => {
    const server = await startServer({ hang: true });
    const running = start(['leads', 'create', '--name', 'Ana', '--yes'], { env: env(server) });
    await server.request(1);
    const done = await running.stop('SIGINT');
    expect(done.exitCode).toBe(130);
    expect(done.stderr).toContain('outcome unknown');
    expect(done.stderr).toContain('boltcall leads list');
  });
});

describe('--debug', () => {
  it('shows each request and answer with its times', async () => {
    const server = await startServer([{ status: 500, body: { error: { code: 'internal_error', message: 'Oops', status: 500 } } }, { body: one }]);
    const done = await boltcall([...list, '--debug'], { env: env(server) });
    expect(done.stdout).toBe('agent_1\n');
    for (const line of [
      /^> GET http:\/\/127\.0\.0\.1:\d+\/v1\/agents$/m,
      /^< 500 \(lookup [\d.]+ ms, connect [\d.]+ ms, first byte [\d.]+ ms, total [\d.]+ ms, \d+ bytes\)$/m,
      /^\* waiting 0\.\d s: the API returned 500$/m,
      /^< 200 \(/m,
      /"agent_1"/,
    ])
      expect(done.stderr).toMatch(line);
  });

  it('hides keys and secrets in headers, bodies, addresses and errors', async () => {
    const secret = 'whsec_5eb01c1a55b00fade';
    const server = await startServer([
      { body: { id: 'wh_1', url: 'https://example.com', secret } },
      { status: 400, body: { error: { code: 'bad_request', message: `The key ${key} and the secret ${secret} are no good`, status: 400 } } },
    ]);
    for (const more of [[], ['-o', 'json']]) {
      const done = await boltcall(
        [
          'webhooks',
          'create',
          '--url',
          'https://example.com/h?token=t0ken123',
          '--event',
          'call.completed',
          '--secret',
          secret,
          '--yes',
          '--debug',
          ...more,
        ],
        { env: env(server) },
      );
      expect(done.stderr).toContain('> POST');
      expect(done.stderr).not.toMatch(/sk_test_answers_0|5eb01c1a55b00fade|t0ken123/);
    }
  });
});
