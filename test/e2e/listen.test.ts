import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { gate } from '../support/gate.ts';
import { post, signature, startListen, startService } from '../support/listen.ts';
import { boltcall, makeHome, start } from '../support/program.ts';
import { hasIPv6, startServer, type TestServer } from '../support/server.ts';
import { startProxy } from '../support/tunnels/proxy.ts';

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const event = (name: string, id = 'call_1'): string =>
  JSON.stringify({ event: name, timestamp: '2026-01-01T00:00:00Z', data: { id, caller: '+14155550100' } });

test('registers, forwards, answers as the app did, removes the webhook', async () => {
  const service = await startService();
  const app = await startServer({ status: 202, body: 'thanks' });
  const listening = await startListen(service, ['--forward-to', `${app.port}/hooks`]);
  expect(service.webhooks.get(listening.webhookId)).toMatchObject({ url: listening.address, secret: listening.secret });
  expect(service.webhooks.get(listening.webhookId)?.events).toHaveLength(9);

  const got = await listening.deliver(event('call.completed'));
  expect(got.status).toBe(202);
  const request = await app.request(1);
  expect(request).toMatchObject({ method: 'POST', url: '/hooks' });
  expect(request.header('x-boltcall-signature')).toBe(signature(listening.secret, request.body));

  const [forward] = await listening.of('forward');
  const [arrival] = await listening.of('event');
  expect(arrival).toMatchObject({ event: 'call.completed', verified: true, repeat: false, routed_to: [`http://localhost:${app.port}/hooks`] });
  expect(forward).toMatchObject({ event_id: arrival?.['id'], attempt: 1, status: 202 });

  const done = await listening.running.stop('SIGTERM');
  expect(done.exitCode).toBe(143);
  expect(service.webhooks.size).toBe(0);
  expect(listening.lines().map(({ type }) => type)).toEqual(['connecting', 'ready', 'event', 'forward', 'closed']);
  expect(listening.lines().at(-1)).toMatchObject({ type: 'closed', removed: true });
});

const bodies: ReadonlyArray<readonly [string, Uint8Array]> = [
  ['JSON that nobody would write again like this', Buffer.from('{"url":"https:\\/\\/a",  "n":1.0,"z":1,"a":2}\n')],
  ['emoji, CJK, U+2028 and escapes', Buffer.from('{"event":"x","t":"🫡 田中 \u2028 \\u0000"}')],
  ['nothing', Buffer.alloc(0)],
  ['no UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28])],
  ['gzip that is not unpacked', Buffer.from('H4sIAAAAAAAAA0vOzy3ISSxJTQEAzRk+9QgAAAA=', 'base64')],
  ['a form', Buffer.from('a=1&b=%20')],
];

test('the same bytes arrive, whatever they are', async () => {
  const service = await startService();
  const app = await startServer();
  const listening = await startListen(service, ['-f', String(app.port)]);
  for (const [, body] of bodies) expect((await listening.deliver(body)).status).toBe(200);
  for (const [at, [what, body]] of bodies.entries()) {
    const request = await app.request(at + 1);
    expect(sha(request.body), what).toBe(sha(body));
    expect(
      request.headers.filter(([name]) => name.toLowerCase() === 'content-length').map(([, value]) => value),
      what,
    ).toEqual([String(body.length)]);
    expect(request.header('x-boltcall-signature'), what).toBe(signature(listening.secret, body));
  }
});

test('headers: repeated ones stay, hop-by-hop ones go, Host is the target’s', async () => {
  const service = await startService();
  const app = await startServer();
  const listening = await startListen(service, ['-f', `127.0.0.1:${app.port}/a/b/?x=1&y=2`, '-H', 'X-Mine: 1']);
  await listening.deliver('{}', {
    headers: [
      'X-Twice',
      'one',
      'x-twice',
      'two',
      'Content-Type',
      'application/json',
      'Connection',
      'keep-alive, X-Gone',
      'X-Gone',
      '1',
      'Keep-Alive',
      'timeout=5',
      'TE',
      'trailers',
    ],
  });
  const request = await app.request(1);
  expect(request.url).toBe('/a/b/?x=1&y=2');
  expect(request.headers.filter(([name]) => name.toLowerCase() === 'x-twice')).toEqual([
    ['X-Twice', 'one'],
    ['x-twice', 'two'],
  ]);
  expect(request.header('host')).toBe(`127.0.0.1:${app.port}`);
  expect(request.header('x-forwarded-host')).toBe(new URL(listening.address).host);
  expect(request.header('content-type')).toBe('application/json');
  expect(request.header('user-agent')).toBe('Boltcall-Webhook/1.0');
  expect(request.header('x-mine')).toBe('1');
  for (const name of ['x-gone', 'keep-alive', 'te']) expect(request.header(name), name).toBeUndefined();
});

test('a body that is too large: its event, its size, the limit and the option are named; --max-body takes it', async () => {
  const service = await startService();
  const app = await startServer();
  const large = JSON.stringify({ event: 'call.completed', data: { transcript: 'a'.repeat(6_000_000) } });
  const strict = await startListen(service, ['-f', String(app.port)]);
  const refused = await strict.deliver(large);
  expect([refused.status, refused.body]).toEqual([413, 'the body is over 5 MiB\n']);
  expect(await strict.of('refused')).toMatchObject([
    { status: 413, reason: 'too_large', event: 'call.completed', size: large.length, limit: 5_242_880 },
  ]);
  const lines = start(['listen', '-f', String(app.port)], { env: service.env });
  const address = await lines.until((_, stderr) => /ready: (\S+)/.exec(stderr)?.[1]);
  await fetch(address, { method: 'POST', body: large, headers: { 'x-boltcall-signature': 'x' } });
  await lines.until((_, stderr) =>
    stderr.includes('Refused a request: 413, too large: call.completed, a body of 5.7 MiB; the limit is 5 MiB (--max-body).'),
  );
  const wide = await startListen(service, ['-f', String(app.port), '--max-body', '6']);
  expect((await wide.deliver(large)).status).toBe(200);
  expect(app.requests).toHaveLength(1);
});

test('a packed body, or one with a mark of its encoding: looked into, passed on byte for byte, and counted where --filter drops it', async () => {
  const service = await startService();
  const app = await startServer();
  const listening = await startListen(service, ['-f', String(app.port), '--filter', "data.direction == 'inbound'"]);
  const text = (direction: string): string => JSON.stringify({ event: 'call.started', data: { direction } });
  const forms = [
    (body: string) => gzipSync(body),
    (body: string) => deflateSync(body),
    (body: string) => Buffer.from(`\ufeff${body}`),
    (body: string) => Buffer.from(`\ufeff${body}`, 'utf16le'),
  ];
  for (const made of forms) {
    const body = made(text('inbound'));
    expect((await listening.deliver(body)).status).toBe(200);
    expect((await app.request(forms.indexOf(made) + 1)).body.equals(body)).toBe(true);
    expect((await listening.deliver(made(text('outbound')))).status).toBe(200);
  }
  expect((await listening.deliver(Buffer.from([0x1f, 0x8b, 0]))).status).toBe(200);
  expect(app.requests).toHaveLength(forms.length);
  expect((await listening.of('event', forms.length)).map(({ event: name }) => name)).toEqual(forms.map(() => 'call.started'));
  const { stderr } = await listening.running.stop();
  expect(stderr).toContain('A delivery (call.started) was skipped by a filter');
  expect(stderr).toContain('4 ok · 5 filtered out\n');
});

test('with --filter-header forwards only the deliveries that have it, whatever their body', async () => {
  const app = await startServer();
  const listening = await startListen(await startService(), [
    '-f',
    String(app.port),
    '--filter-header',
    'x-env=staging*',
    '--filter-header',
    'X-Team=a',
  ]);
  const headers = ['X-Env', 'staging-2', 'x-team', 'a'];
  expect((await listening.deliver('no JSON', { headers })).status).toBe(200);
  for (const other of [[], headers.slice(0, 2), ['X-Env', 'live', 'X-Team', 'a']])
    expect((await listening.deliver(`"${other}"`, { headers: other })).status).toBe(200);
  await listening.running.stop();
  expect(app.requests.map(({ body }) => body.toString())).toEqual(['no JSON']);
  expect(listening.running.stderr).toContain('1 ok · 3 filtered out\n');
});

test('refuses in this order: path, method, size, signature', async () => {
  const service = await startService();
  const app = await startServer();
  const listening = await startListen(service, ['-f', String(app.port)]);
  const large = Buffer.alloc(5 * 1024 * 1024 + 1, 'a');
  const wrong = `${listening.address}x`;
  const to = (address: string, body: Uint8Array | string, sending = {}) => post(address, listening.secret, body, sending);
  expect((await to(wrong, large, { method: 'PUT', signature: false })).status).toBe(404);
  expect((await to(listening.address, large, { method: 'PUT', signature: false })).status).toBe(405);
  expect((await to(listening.address, large, { signature: false })).status).toBe(413);
  expect((await to(listening.address, '{}', { signature: false })).status).toBe(401);
  expect((await to(listening.address, '{}', { signature: signature('whsec_other', '{}') })).status).toBe(401);
  expect((await to(listening.address, '{}', { signature: 'sha256=zz' })).status).toBe(401);
  const refused = await listening.of('refused', 6);
  expect(refused.map(({ status }) => status)).toEqual([404, 405, 413, 401, 401, 401]);
  // Both forms of a valid signature, and a path prefix in front of ours.
  expect((await to(listening.address, '{"a":1}', { signature: signature(listening.secret, '{"a":1}').slice('sha256='.length) })).status).toBe(200);
  expect((await to(listening.address.replace('/_boltcall', '/in/front/_boltcall'), '{"a":2}')).status).toBe(200);
  expect(app.requests).toHaveLength(2);
});

test('whatever form HTTP allows: each is a delivery or refused, and the next on the connection is read right', async () => {
  const service = await startService();
  const app = await startServer();
  const listening = await startListen(service, ['-f', `${app.port}/in?x=1`]);
  const { pathname, hostname, port } = new URL(listening.address);
  /** Writes text to a new connection and returns the response once it matches `last`. */
  const spoken = (text: string, last: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let got = '';
      socket.on('data', (chunk: Buffer) => {
        got += chunk.toString();
        if (!last.test(got)) return;
        socket.destroy();
        resolve(got);
      });
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`closed after ${JSON.stringify(got)}`)));
      socket.write(text);
    });
  let made = 0;
  const request = (line: string, { more = '', sign = true, body = event('call.started', `call_${made++}`) } = {}): string => {
    const signed = sign ? `X-Boltcall-Signature: ${signature(listening.secret, body)}\r\n` : '';
    return `${line}\r\nHost: x\r\n${signed}${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
  const post11 = `POST ${pathname} HTTP/1.1`;

  for (const line of [
    `POST ${pathname} HTTP/1.0`,
    `POST http://evil.test${pathname} HTTP/1.1`,
    `POST /${pathname} HTTP/1.1`,
    `POST /x/..${pathname} HTTP/1.1`,
    `POST ${pathname}?a=b HTTP/1.1`,
  ]) {
    expect(await spoken(request(line), /\r\n\r\n/), line).toMatch(/^HTTP\/1\.1 200 /);
  }
  for (const path of [pathname.replace('_', '%5f'), pathname.replace(/\/[a-z]+-/, '/other-'), `${pathname}/`, `/x?${pathname}`, `${pathname}%00`]) {
    expect(await spoken(request(`POST ${path} HTTP/1.1`), /\r\n\r\n/), path).toMatch(/^HTTP\/1\.1 404 /);
  }
  for (const method of ['PUT', 'HEAD', 'OPTIONS', 'DELETE']) {
    expect(await spoken(request(`${method} ${pathname} HTTP/1.1`), /\r\n\r\n/), method).toMatch(/^HTTP\/1\.1 405 /);
  }
  expect(app.requests.map(({ url }) => url)).toEqual(Array.from({ length: 5 }, () => '/in?x=1'));

  // A client that waits for `100 Continue` gets it only if its request may be a delivery.
  const asking = { more: 'Expect: 100-continue\r\n' };
  expect(await spoken(request(post11, asking), / 200 OK/)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  expect(await spoken(request('POST /elsewhere HTTP/1.1', asking), /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 404 /);
  expect(await spoken(request(post11, { ...asking, sign: false }), /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 401 /);

  const four = [request(post11), request(`GET ${pathname} HTTP/1.1`), request(post11, { body: 'not JSON' }), request(post11, { body: '' })];
  const answers = await spoken(four.join(''), /(?:HTTP\/1\.1[\s\S]*){4}\r\n\r\n$/);
  expect(answers.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 405', 'HTTP/1.1 200', 'HTTP/1.1 200']);

  const body = event('call.started', 'in chunks');
  const chunked = `Transfer-Encoding: chunked\r\n\r\n3\r\n${body.slice(0, 3)}\r\n${(body.length - 3).toString(16)}\r\n${body.slice(3)}\r\n0\r\n\r\n`;
  const head = `${post11}\r\nHost: x\r\nX-Boltcall-Signature: ${signature(listening.secret, body)}\r\n`;
  expect(await spoken(head + chunked, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 200 /);
  expect(app.requests.at(-1)?.body.toString()).toBe(body);
  // Two conflicting lengths are a way to smuggle requests.
  expect(await spoken(`${head}Content-Length: 5\r\n${chunked}`, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 400 /);
  expect(app.requests).toHaveLength(10);
});

test('the end of a session counts what happened: with lines of text, with jsonl, and where nothing did', async () => {
  const service = await startService();
  const app = await startServer((request) => ({ status: request.body.includes('call_2') ? 400 : 200 }));
  const counted = ['1 ok · 1 failed · 1 without a route · 1 duplicate', 'Resend what failed with `boltcall webhooks replay --failed`.'].join('\n');
  const route = ['--route', `call.*=${app.port}`];
  const listening = await startListen(service, route);
  const bodies = [event('call.started'), event('call.started'), event('call.started', 'call_2'), event('lead.created', 'lead_1')];
  for (const body of bodies) await listening.deliver(body);
  const { stderr } = await listening.running.stop();
  expect(stderr.endsWith(`${counted}\n`), stderr).toBe(true);
  expect(listening.lines().at(-1)).toMatchObject({ type: 'closed', ok: 1, failed: 1, duplicates: 1, unforwarded: 1, filtered: 0 });

  const text = start(['listen', ...route, '--count', '1'], { env: service.env });
  const address = await text.until((_, written) => /ready: (\S+)/.exec(written)?.[1]);
  const { secret } = [...service.webhooks.values()].at(-1) ?? { secret: '' };
  expect((await post(address, secret, event('call.started'))).status).toBe(200);
  const done = await text.ended;
  expect([done.exitCode, done.stderr.endsWith('The temporary webhook was removed.\n1 ok\n')], done.stderr).toEqual([0, true]);

  const none = await boltcall(['listen', ...route, '--for', '1s'], { env: service.env });
  expect(none.stderr.endsWith('removed.\nNo deliveries were received.\n'), none.stderr).toBe(true);
});

test('a replay by another process is an event here, for a delivery of this session or for a target of it; not with --no-log', async () => {
  const service = await startService();
  const app = await startServer([{ status: 400 }, { status: 200 }]);
  const home = makeHome();
  const listening = await startListen(service, ['-f', String(app.port)], { home });
  expect((await listening.deliver(event('call.started'))).status).toBe(400);
  const [arrival] = await listening.of('event');
  const id = String(arrival?.['id']);
  const env = service.env;
  expect((await boltcall(['webhooks', 'replay', id], { home, env })).exitCode).toBe(0);
  const [, replayed] = await listening.of('forward', 2);
  expect(replayed).toMatchObject({ event_id: id, status: 200, replay: true, target: `http://localhost:${app.port}/` });
  // To another target: of this session, so it is shown.
  const other = await startServer();
  expect((await boltcall(['webhooks', 'replay', id, '--forward-to', String(other.port)], { home, env })).exitCode).toBe(0);
  expect((await listening.of('forward', 3)).at(-1)).toMatchObject({ event_id: id, target: `http://localhost:${other.port}/` });
  await listening.running.stop();
  expect(listening.lines().at(-1)).toMatchObject({ type: 'closed', ok: 1, failed: 0 });

  // Of an earlier session, a replay is shown if it reached a target of this one.
  const next = await startListen(service, ['-f', String(app.port), '--no-log'], { home });
  const last = await startListen(service, ['-f', String(app.port)], { home });
  expect((await boltcall(['webhooks', 'replay', id, '--forward-to', String(other.port)], { home, env })).exitCode).toBe(0);
  expect((await boltcall(['webhooks', 'replay', id, '--forward-to', String(app.port)], { home, env })).exitCode).toBe(0);
  expect((await last.of('forward')).map(({ target }) => target)).toEqual([`http://localhost:${app.port}/`]);
  await next.running.stop();
  expect(next.lines().map(({ type }) => type)).toEqual(['connecting', 'ready', 'closed']);
});

test('routes: all that take an event get it, --forward-to gets the rest, both sets of names are one', async () => {
  const service = await startService();
  const [calls, all, rest] = await Promise.all([startServer(), startServer({ status: 500 }), startServer()]);
  const args = [
    '--route',
    `call.*=http://localhost:${calls.port}/calls`,
    '--route',
    `call.missed=${all.port}/missed`,
    '-f',
    `${rest.port}/rest`,
    '--retries',
    '0',
  ];
  const listening = await startListen(service, args);
  expect((await listening.deliver(event('call.started'))).status).toBe(200);
  // The older name of call.missed. With several targets, the worst response counts.
  expect((await listening.deliver(event('missed_call'))).status).toBe(500);
  expect((await listening.deliver(event('lead.created'))).status).toBe(200);
  expect(calls.requests.map(({ url }) => url)).toEqual(['/calls', '/calls']);
  expect(all.requests.map(({ url }) => url)).toEqual(['/missed']);
  expect(rest.requests.map(({ url }) => url)).toEqual(['/rest']);
});

test('an event that no route takes is shown as not forwarded', async () => {
  const service = await startService();
  const app = await startServer();
  const listening = await startListen(service, ['--route', `lead.*=${app.port}`]);
  expect((await listening.deliver(event('call.started'))).status).toBe(200);
  expect((await listening.of('event'))[0]).toMatchObject({ event: 'call.started', routed_to: [] });
  expect(app.requests).toHaveLength(0);
});

test('a failed forward is answered 502 and tried again here, until it gets there', async () => {
  const service = await startService();
  const app = await startServer([{ status: 503 }, { reset: 'before' }, { status: 200 }]);
  const listening = await startListen(service, ['-f', String(app.port)]);
  expect((await listening.deliver(event('call.started'))).status).toBe(503);
  const forwards = await listening.of('forward', 3);
  expect(forwards.map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, 503],
    [2, undefined],
    [3, 200],
  ]);
  expect(app.requests.map(({ body }) => body.toString())).toEqual([1, 2, 3].map(() => event('call.started')));
  // The service's own retry after the 5xx is not a new delivery, and learns that the app has it now.
  expect((await listening.deliver(event('call.started'))).status).toBe(200);
  expect(app.requests).toHaveLength(3);
});

test('nothing listens: 502, both addresses of localhost are named', async () => {
  const service = await startService();
  const app = await startServer();
  const { port } = app;
  await app.close();
  const listening = await startListen(service, ['-f', `${port}`, '--retries', '0']);
  expect((await listening.deliver(event('call.started'))).status).toBe(502);
  const [forward] = await listening.of('forward');
  expect(forward?.['error']).toBe(`nothing is listening on [::1]:${port} or 127.0.0.1:${port}`);
  await listening.running.until((_, stderr) => stderr.includes('Is your app running?'));
});

/** Starts a server on one loopback address with a port that is free on the other; the system assigns the ports of each separately. */
const startAlone = async (on: '::1' | '127.0.0.1', other: string): Promise<TestServer> => {
  for (;;) {
    const server = await startServer({}, { on });
    const taken = await new Promise<boolean>((resolve) => {
      const socket = connect(server.port, other, () => resolve(true)).on('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (!taken) return server;
  }
};

test.skipIf(!hasIPv6())('localhost reaches an app on ::1 only, and one on 127.0.0.1 only', async () => {
  const service = await startService();
  const [six, four] = [await startAlone('::1', '127.0.0.1'), await startAlone('127.0.0.1', '::1')];
  const listening = await startListen(service, [
    '-f',
    `localhost:${six.port}`,
    '-f',
    `localhost:${four.port}`,
    '-f',
    `http://[::1]:${six.port}/direct`,
  ]);
  expect((await listening.deliver(event('call.started'))).status).toBe(200);
  expect(six.requests.map(({ url }) => url).sort()).toEqual(['/', '/direct']);
  expect(four.requests).toHaveLength(1);
});

test('an app with a self-signed certificate: named without --insecure, reached with it, also when tried again', async () => {
  const service = await startService();
  const app = await startServer([{ status: 500 }, { status: 200 }], { https: true });
  const strict = await startListen(service, ['-f', `https://localhost:${app.port}`, '--retries', '0']);
  expect((await strict.deliver(event('call.started'))).status).toBe(502);
  expect(String((await strict.of('forward'))[0]?.['error'])).toContain('--insecure');
  await strict.running.stop();
  const lax = await startListen(service, ['-f', `https://localhost:${app.port}`, '--insecure']);
  expect((await lax.deliver(event('call.started'))).status).toBe(500);
  expect((await lax.of('forward', 2)).map(({ status }) => status)).toEqual([500, 200]);
});

test('a redirect is not followed, passed on, and explained', async () => {
  const service = await startService();
  const app = await startServer({ status: 308, headers: { Location: '/elsewhere/' } });
  const listening = await startListen(service, ['-f', `${app.port}/hooks`]);
  expect((await listening.deliver(event('call.started'))).status).toBe(308);
  expect(app.requests).toHaveLength(1);
  await listening.running.until((_, stderr) => stderr.includes(`redirects to http://localhost:${app.port}/elsewhere/`));
});

test('an answer that is not HTTP, and a port that speaks TLS or does not: said in words', async () => {
  const service = await startService();
  const app = await startServer({ raw: 'SSH-2.0-OpenSSH_9.7\r\n' });
  for (const [target, words] of [
    [`http://localhost:${app.port}/`, 'its response is not HTTP'],
    [`https://localhost:${app.port}/`, 'it does not speak TLS'],
  ] as const) {
    const listening = await startListen(service, ['-f', target, '--retries', '0']);
    expect((await listening.deliver(event('call.started'))).status).toBe(502);
    expect((await listening.of('forward'))[0]?.['error'], target).toContain(words);
  }
});

test('--answer now answers before the app does', async () => {
  const service = await startService();
  const app = await startServer({ hang: true });
  const listening = await startListen(service, ['-f', String(app.port), '--answer', 'now']);
  expect((await listening.deliver(event('call.started'))).status).toBe(200);
  await app.request(1);
});

test('an app that never answers does not hold up another', async () => {
  const service = await startService();
  const [dead, live] = await Promise.all([startServer({ hang: true }), startServer()]);
  const listening = await startListen(service, ['--route', `call.*=${dead.port}`, '-f', String(live.port), '--forward-timeout', '60s']);
  const waiting = Array.from({ length: 80 }, (_, number) => listening.deliver(event('call.started', `call_${number}`)).catch(() => undefined));
  await eventually('all that may be under way at once', () => dead.requests.length >= 64);
  expect((await listening.deliver(event('lead.created'))).status).toBe(200);
  listening.running.signal('SIGKILL');
  await Promise.all(waiting);
});

test('the service’s own secret: verified with it, signed anew with ours in the form received', async () => {
  const own = 'ab'.repeat(32);
  const service = await startService({ secret: { own } });
  const app = await startServer();
  const listening = await startListen(service, ['-f', String(app.port)]);
  const body = event('call.started');
  expect((await listening.deliver(body)).status).toBe(401);
  const bare = signature(own, body).slice('sha256='.length);
  expect((await listening.deliver(body, { signature: bare })).status).toBe(200);
  const request = await app.request(1);
  expect(request.header('x-boltcall-signature')).toBe(signature(listening.secret, body).slice('sha256='.length));
  expect(request.header('x-boltcall-original-signature')).toBe(bare);
  expect(listening.running.stderr).toContain('its own signing secret');
  await listening.running.stop();

  const plain = await startListen(service, ['-f', String(app.port), '--no-resign']);
  await plain.deliver(body, { signature: bare });
  const second = await app.request(2);
  expect(second.header('x-boltcall-signature')).toBe(bare);
  expect(second.header('x-boltcall-original-signature')).toBeUndefined();
});

test('--allow-unsigned takes deliveries without a signature, never wrong ones', async () => {
  const service = await startService({ secret: 'none' });
  const app = await startServer();
  const listening = await startListen(service, ['-f', String(app.port), '--allow-unsigned']);
  expect((await listening.deliver('{"a":1}', { signature: false })).status).toBe(200);
  expect((await listening.deliver('{"a":2}', { signature: 'sha256=00' })).status).toBe(401);
  expect((await listening.of('event'))[0]).toMatchObject({ verified: false });
  expect(app.requests).toHaveLength(1);
});

test('--agent-id and --filter: the rest is answered 200, not forwarded, and counted', async () => {
  const service = await startService();
  const app = await startServer();
  const listening = await startListen(service, ['-f', String(app.port), '--agent-id', 'agent_1', '--filter', 'data.minutes > `2`']);
  const of = (agent: string, minutes: number): string =>
    JSON.stringify({ event: 'call.completed', data: { id: `c${minutes}`, agent_id: agent, minutes } });
  for (const body of [of('agent_1', 1), of('agent_2', 3), of('agent_1', 3)]) expect((await listening.deliver(body)).status).toBe(200);
  expect(app.requests.map(({ body }) => body.toString())).toEqual([of('agent_1', 3)]);
  const done = await listening.running.stop();
  expect(done.stderr).toContain('1 ok · 2 filtered out\n');
  expect(listening.lines().at(-1)).toMatchObject({ type: 'closed', ok: 1, failed: 0, duplicates: 0, unforwarded: 0, filtered: 2 });
});

test('--count ends with 0, --for without it with 11', async () => {
  const service = await startService();
  const app = await startServer();
  const listening = await startListen(service, ['-f', String(app.port), '--count', '2']);
  await listening.deliver(event('call.started', 'one'));
  await listening.deliver(event('call.started', 'one'));
  await listening.deliver(event('call.started', 'two'));
  expect((await listening.running.ended).exitCode).toBe(0);
  expect(service.webhooks.size).toBe(0);
  const timed = await boltcall(['listen', '-f', String(app.port), '--count', '1', '--for', '100ms', '-o', 'jsonl'], { env: service.env });
  expect(timed.exitCode).toBe(11);
  expect(JSON.parse(timed.stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({ error: { code: 'count_not_reached' } });
  expect(service.webhooks.size).toBe(0);
});

test('--count counts what got through, to every target, and nothing else', async () => {
  const service = await startService();
  const [well, app] = await Promise.all([startServer(), startServer([{ status: 500 }, { status: 200 }])]);
  const listening = await startListen(service, ['-f', String(well.port), '-f', String(app.port), '--count', '1', '--retries', '0']);
  expect((await listening.deliver(event('call.started', 'one'))).status).toBe(500);
  expect((await listening.deliver(event('call.started', 'two'))).status).toBe(200);
  expect((await listening.running.ended).exitCode).toBe(0);
  expect(app.requests).toHaveLength(2);
});

test('what cannot be understood is refused before anything is registered', async () => {
  const service = await startService();
  for (const args of [
    ['-f', 'ftp://localhost'],
    ['-f', 'http://'],
    ['-f', 'http://localhost:99999'],
    ['--route', 'nothing'],
    ['-H', 'no header'],
    ['-H', 'Content-Length: 3'],
    ['--filter', 'a ['],
    ['--via', 'pigeon'],
    ['--answer', 'later'],
    ['--label', 'two words'],
    ['--write-env', ''],
  ]) {
    const done = await boltcall(['listen', ...args], { env: service.env });
    expect(done.exitCode, args.join(' ')).toBe(2);
    expect(done.stderr, args.join(' ')).not.toContain('    at ');
  }
  expect(service.server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('what listen does not print cannot be picked from', async () => {
  const service = await startService();
  for (const flags of [
    ['-q', 'id'],
    ['--columns', 'id'],
  ]) {
    const done = await boltcall(['listen', '-o', 'jsonl', ...flags], { env: service.env });
    expect(done.exitCode, flags.join(' ')).toBe(2);
    expect(JSON.parse(done.stderr)).toMatchObject({ error: { code: 'usage' } });
  }
  expect(service.server.requests).toHaveLength(0);
  const secret = await boltcall(['listen', '--print-secret', '-o', 'json', '-q', 'secret'], { env: { BOLTCALL_WEBHOOK_SECRET: 'whsec_mine' } });
  expect(JSON.parse(secret.stdout)).toBe('whsec_mine');
});

test('the secret: printed without key or network, the same ever after, and of one line', async () => {
  const home = makeHome();
  const first = await boltcall(['listen', '--print-secret'], { home });
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  expect(first.stdout).toMatch(/^whsec_[0-9a-f]{48}\n$/);
  const second = await boltcall(['webhooks', 'listen', '--print-secret', '-o', 'json'], { home });
  expect(JSON.parse(second.stdout)).toEqual({ secret: first.stdout.trim() });
  const given = await boltcall(['listen', '--print-secret'], { home, env: { BOLTCALL_WEBHOOK_SECRET: 'mine' } });
  expect(given.stdout).toBe('mine\n');
});

test('--dry-run shows the registration and sends nothing; --read-only refuses', async () => {
  const service = await startService();
  const dry = await boltcall(['listen', '--dry-run', '-o', 'json', '--event', 'call.started,lead.created'], { env: service.env });
  expect(dry.exitCode).toBe(0);
  expect(JSON.parse(dry.stdout)).toMatchObject({
    dry_run: true,
    method: 'POST',
    url: `${service.env.BOLTCALL_BASE_URL}/webhooks`,
    body: { events: ['call.started', 'lead.created'] },
  });
  const refused = await boltcall(['listen', '--read-only'], { env: service.env });
  expect(refused.exitCode).toBe(4);
  expect(service.server.requests).toEqual([]);
});

test('a target on another machine goes through the proxy of the environment, one on this machine never', async () => {
  const service = await startService();
  const [near, far] = await Promise.all([startServer(), startServer({ status: 201 })]);
  const proxy = await startProxy(far.port);
  const env = { HTTP_PROXY: proxy.url, http_proxy: proxy.url, ALL_PROXY: proxy.url, NO_PROXY: undefined };
  const listening = await startListen(service, ['-f', String(near.port), '-f', 'http://app.test/hooks?x=1'], { env });
  expect((await listening.deliver(event('call.started'))).status).toBe(201);
  expect(proxy.asked).toEqual(['POST http://app.test/hooks?x=1']);
  expect(far.requests[0]?.header('host')).toBe('app.test');
  expect(near.requests).toHaveLength(1);
});

test('an app slower than the service waits: 504, the late answer counts, and the service’s repeat is not forwarded', async () => {
  const service = await startService();
  const { opened: held, open: release } = gate();
  const app = await startServer(async () => {
    await held;
    return { status: 200 };
  });
  const listening = await startListen(service, ['-f', String(app.port)]);
  expect((await listening.deliver(event('call.started'))).status).toBe(504);
  expect((await listening.deliver(event('call.started'))).status).toBe(504);
  release();
  expect((await listening.of('forward')).map(({ attempt, status }) => [attempt, status])).toEqual([[1, 200]]);
  expect((await listening.deliver(event('call.started'))).status).toBe(200);
  expect(app.requests).toHaveLength(1);
});

test('in lines: an app slower than the service waits has one line for the delivery and one for each later answer', async () => {
  const service = await startService();
  const { opened: held, open: release } = gate();
  const app = await startServer(async (_, number) => {
    if (number === 0) await held;
    return { status: number === 0 ? 500 : 200 };
  });
  const running = start(['listen', '-f', String(app.port)], { env: { ...service.env, BOLTCALL_WEBHOOK_SECRET: 'whsec_test' } });
  await running.until((_, stderr) => stderr.includes('ready:'));
  const [webhook] = service.webhooks.values();
  expect((await post(webhook?.url ?? '', 'whsec_test', event('call.started'))).status).toBe(504);
  release();
  await running.until((stdout) => stdout.includes('attempt 2'));
  const { stdout } = await running.stop();
  const target = `http://localhost:${app.port}/`;
  const shown = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t').slice(3, 6));
  expect(shown).toEqual([
    ['+14155550100', '', 'no response yet'],
    ['+14155550100', target, '500'],
    ['+14155550100', target, '200'],
  ]);
});
