import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boltcall, makeHome } from '../support/program.ts';
import { type Answer, type Recorded, startServer, type TestServer } from '../support/server.ts';
import { later } from '../support/temporary.ts';

const key = 'sk_test_hostile_0123456789';
const env = (server: TestServer) => ({ BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: key });
const list = ['agents', 'list', '-o', 'id'];
const create = ['leads', 'create', '--name', 'Ana', '--yes', '-o', 'id'];
const pageOf = ({ url }: Recorded): number => Number(new URL(url, 'http://x').searchParams.get('page') ?? 1);

/** Returns a response as bytes: `lead_1` for a change and a list of one for a read. */
const wire = (method: string, before = ''): string => {
  const body = JSON.stringify(method === 'GET' ? { data: [{ id: 'lead_1' }], meta: { page: 1, limit: 20, total: 1 } } : { id: 'lead_1' });
  return `${before}HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};

describe('what stands before an answer is read over', () => {
  it.each([
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 100 Continue\r\nX-A: 1\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n',
  ])('%j', async (before) => {
    const server = await startServer(({ method }) => ({ raw: wire(method, before) }));
    for (const command of [list, create]) {
      const done = await boltcall(command, { env: env(server) });
      expect([done.stdout, done.exitCode], done.stderr).toEqual(['lead_1\n', 0]);
    }
    expect(server.requests).toHaveLength(2);
    const target = `${server.url}/hooks`;
    const forwarded = await boltcall(['trigger', 'call.missed', '--forward-to', target], { env: { BOLTCALL_WEBHOOK_SECRET: 'whsec_hostile' } });
    expect(forwarded.exitCode, forwarded.stderr).toBe(0);
  });
});

describe('an answer with nothing in it', () => {
  it.each(['gzip', 'br', 'deflate'])('is a success, although its encoding is called %s', async (encoding) => {
    const server = await startServer({ headers: { 'content-encoding': encoding } });
    const change = await boltcall(['agents', 'delete', 'agent_1', '--yes', '-o', 'jsonl'], { env: env(server) });
    expect([change.stdout, change.exitCode], change.stderr).toEqual(['{"id":"agent_1"}\n', 0]);
    expect((await boltcall(list, { env: env(server) })).exitCode).toBe(0);
  });

  it('may be a list that is written as null', async () => {
    const server = await startServer({ body: { data: null, meta: { total: 0 } } });
    const done = await boltcall(['calls', 'list', '--all', '--json'], { env: env(server) });
    expect([done.stdout, done.exitCode]).toEqual(['[]\n', 0]);
  });
});

describe('408', () => {
  it('is asked again where it answers a read, and leaves the outcome of a change unknown', async () => {
    const server = await startServer((_, number) => (number === 0 ? { status: 408 } : { raw: wire('GET') }));
    expect((await boltcall(list, { env: env(server) })).stdout).toBe('lead_1\n');
    const change = await startServer({ status: 408 });
    expect((await boltcall(create, { env: env(change) })).exitCode).toBe(12);
    expect(change.requests).toHaveLength(1);
  });
});

describe('a list whose service', () => {
  const things = (from: number, count: number) => Array.from({ length: count }, (_, at) => ({ id: `id_${from + at}` }));

  it('calls the count of each page its total is read to its end', async () => {
    const server = await startServer((request) => {
      const data = things(pageOf(request) * 100, [100, 100, 50][pageOf(request) - 1] ?? 0);
      return { body: { data, meta: { page: pageOf(request), limit: 100, total: data.length } } };
    });
    const done = await boltcall(['calls', 'list', '--all', '-o', 'id'], { env: env(server) });
    expect([done.stdout.trim().split('\n').length, done.exitCode], done.stderr).toEqual([250, 0]);
  });

  it('gives 20 a page whatever is asked for, and says nothing of it, is read to its end, over one connection', async () => {
    const server = await startServer((request) => ({
      body: { data: things(pageOf(request) * 20, pageOf(request) < 4 ? 20 : pageOf(request) === 4 ? 5 : 0) },
    }));
    const done = await boltcall(['calls', 'list', '--all', '-o', 'id'], { env: env(server) });
    expect([done.stdout.trim().split('\n').length, done.exitCode], done.stderr).toEqual([65, 0]);
    expect(server.connections()).toBe(1);
  });

  it.each<[string, Answer]>([
    ['has no page after a full last one', { status: 404 }],
    ['gives the first page instead of one after the last', { body: { data: things(0, 100), meta: { page: 1, limit: 100, total: 100 } } }],
    ['gives an empty page after a full last one', { body: { data: [], meta: { page: 2, limit: 100, total: 100 } } }],
  ])('%s is complete', async (_, next) => {
    const server = await startServer((request) =>
      pageOf(request) === 1 ? { body: { data: things(0, 100), meta: { page: 1, limit: 100, total: 100 } } } : next,
    );
    const done = await boltcall(['calls', 'list', '--all', '-o', 'id'], { env: env(server) });
    expect([done.stdout.trim().split('\n').length, done.exitCode, done.stderr]).toEqual([100, 0, '']);
  });
});

describe('a recording', () => {
  it('whose connection breaks more often than anything is repeated comes whole, as long as it gets further', async () => {
    const sound = Buffer.from(Array.from({ length: 80_000 }, (_, at) => at % 251));
    const home = makeHome();
    const server = await startServer(({ url, header }) => {
      if (url === '/v1/calls/call_1') return { body: { id: 'call_1', recording_url: '/v1/calls/call_1/recording' } };
      const from = Number(/bytes=(\d+)-/.exec(header('range') ?? '')?.[1] ?? 0);
      const rest = sound.subarray(from);
      const head = [
        from > 0 ? 'HTTP/1.1 206 Partial Content' : 'HTTP/1.1 200 OK',
        'ETag: "1"',
        `Content-Length: ${rest.length}`,
        ...(from > 0 ? [`Content-Range: bytes ${from}-${sound.length - 1}/${sound.length}`] : []),
      ];
      // Closes the connection after a quarter of the file.
      return { raw: Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), rest.subarray(0, 20_000)]) };
    });
    const done = await boltcall(['calls', 'recording', 'call_1', '--out', 'r.wav', '--max-retries', '1'], { home, env: env(server) });
    expect(done.exitCode, done.stderr).toBe(0);
    expect(readFileSync(join(home, 'r.wav')).equals(sound)).toBe(true);
    expect(server.requests.length).toBeGreaterThanOrEqual(5);
  });
});

describe('the command that checks an unknown outcome', () => {
  /** Runs the command against a service that fails on changes, and returns the check command that it suggests. */
  const named = async (server: TestServer, args: readonly string[], more: Record<string, string> = {}): Promise<string> => {
    const done = await boltcall(args, { env: { BOLTCALL_API_KEY: key, ...more } });
    expect(done.exitCode, done.stderr).toBe(12);
    expect(server.requests).toHaveLength(1);
    return /Check before you send it again(.*)/.exec(done.stderr)?.[1]?.replaceAll('`', '') ?? '';
  };
  const failing = () => startServer(({ method }) => (method === 'GET' ? { raw: wire('GET') } : { status: 500 }));

  it('goes to the same place, wherever that was said', async () => {
    const server = await failing();
    const command = await named(server, [...create, '--base-url', `${server.url}/v1`]);
    expect(command).toBe(`: boltcall leads list --base-url ${server.url}/v1`);
    const checked = await boltcall(command.replace(': boltcall ', '').split(' '), { env: { BOLTCALL_API_KEY: key } });
    expect([checked.exitCode, server.requests.length]).toEqual([0, 2]);
  });

  it('never holds a key, and says that it needs the one that was typed', async () => {
    const server = await failing();
    expect(await named(server, [...create, '--api-key', key], { BOLTCALL_BASE_URL: `${server.url}/v1` })).toBe(
      ', with the same --api-key: boltcall leads list',
    );
  });

  it('of `api` is that of the operation that the request is', async () => {
    const server = await failing();
    const args = ['api', 'POST', '/messages/sms', '-f', 'to=+14155550133', '-f', 'body=x', '--yes'];
    expect(await named(server, args, env(server))).toBe(': boltcall messages list --channel sms');
  });
});

describe('a key of any form', () => {
  it('that the service repeats is hidden, with and without --debug', async () => {
    const odd = 'token+with/odd=form';
    const server = await startServer([
      { status: 400, body: { error: { code: 'bad_request', message: `No such key: ${odd}`, status: 400 } } },
      { body: `<html>${odd}</html>` },
    ]);
    for (const more of [[], ['--debug'], ['--debug', '-o', 'json']]) {
      const done = await boltcall([...list, '--api-key', odd, ...more], { env: { BOLTCALL_BASE_URL: `${server.url}/v1` } });
      expect(done.stderr).not.toContain('odd=form');
      expect([7, 9]).toContain(done.exitCode);
    }
  });
});

describe.skipIf(process.platform !== 'linux')('an address that is slow', () => {
  it('is waited for where the other one is of no use', async () => {
    // Accepts no connection until it reads a line. The test fills its queue, so that later connections have to wait.
    const script = `
      const server = require('node:net').createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(${JSON.stringify(wire('GET'))})));
      server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
        require('node:fs').writeSync(1, server.address().port + '\\n');
        require('node:fs').readSync(0, Buffer.alloc(1));
      });`;
    const service = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    later(() => service.kill());
    const port = Number(await new Promise<Buffer>((resolve) => service.stdout.once('data', resolve)));
    const filling = Array.from({ length: 3 }, () => connect({ port, host: '127.0.0.1' }).on('error', () => {}));
    later(() => {
      for (const socket of filling) socket.destroy();
    });
    const running = boltcall([...list, '--max-retries', '0'], { env: { BOLTCALL_BASE_URL: `http://localhost:${port}/v1`, BOLTCALL_API_KEY: key } });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    service.stdin.end('\n');
    const done = await running;
    expect([done.stdout, done.exitCode], done.stderr).toEqual(['lead_1\n', 0]);
  });
});

describe('an answer out of all proportion', () => {
  const deep = `${'['.repeat(9_000)}${']'.repeat(9_000)}`;
  const odd = { id: { toString: 1 }, name: { toString: 1, valueOf: 2 }, status: 'active', phone: '+14155550133', created_at: '2025-03-01T09:00:00Z' };

  it('to a read is a bad answer; to a change it is not known what became of it', async () => {
    const server = await startServer({ status: 200, body: `{"id":"lead_1","name":${deep}}` });
    const read = await boltcall(['leads', 'get', 'lead_1'], { env: env(server) });
    expect([read.exitCode, read.stderr]).toEqual([9, expect.stringContaining('JSON of more than 200 levels')]);
    const change = await boltcall(['leads', 'create', '--name', 'Ana', '--phone', '+14155550133'], { env: env(server) });
    expect([change.exitCode, change.stderr]).toEqual([12, expect.stringContaining('outcome unknown')]);
    server.answer({ status: 422, body: `{"error":${deep}}` });
    expect((await boltcall(['leads', 'get', 'lead_1'], { env: env(server) })).exitCode).toBe(7);
  });

  it.each(['table', 'json', 'csv', 'yaml', 'id'])('with ids that are objects is shown as %s', async (format) => {
    const server = await startServer({ body: { data: [odd, { ...odd, id: { toString: 2 } }], meta: { page: 1, limit: 20, total: 2 } } });
    const done = await boltcall(['leads', 'list', '-o', format], { env: env(server) });
    expect([0, 2], done.stderr).toContain(done.exitCode);
    expect(done.stderr).not.toContain('fault of boltcall');
    if (format === 'json') expect(JSON.parse(done.stdout)).toHaveLength(2);
  });

  it.each([
    { 'retry-after': '99999999999999' },
    { 'x-ratelimit-reset': '9999999999999999', 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0' },
  ])('as to when to come back is no fault of ours: %j', async (headers) => {
    const server = await startServer({ status: 429, headers, body: { error: { code: 'rate_limited', message: 'slow down', status: 429 } } });
    const done = await boltcall(['leads', 'list', '--max-retries', '0'], { env: env(server) });
    expect([done.exitCode, done.stderr]).toEqual([8, expect.stringMatching(/^error: slow down .*\nRetry in 365d \(at 20\d\d-/)]);
  });
});
