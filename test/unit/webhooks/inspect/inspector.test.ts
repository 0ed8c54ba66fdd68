import { request as startRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Places } from '../../../../src/profiles/directories.ts';
import { format, sign } from '../../../../src/values/signature.ts';
import { parseTarget } from '../../../../src/values/target.ts';
import type { Delivery } from '../../../../src/webhooks/delivery.ts';
import { type Inspector, type InspectorOptions, openInspector } from '../../../../src/webhooks/inspect/inspector.ts';
import type { Actions } from '../../../../src/webhooks/inspect/sender.ts';
import { bothLogs, openLog } from '../../../../src/webhooks/log/log.ts';
import { systemWorld } from '../../../../src/world.ts';
import { eventually } from '../../../support/eventually.ts';
import { startServer } from '../../../support/server.ts';
import { later, temporaryDirectory } from '../../../support/temporary.ts';

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Sends any kind of request; fetch does not allow setting the host or the origin. */
const ask = (address: string, path: string, method = 'GET', headers: Record<string, string> = {}, body?: string): Promise<Got> =>
  new Promise((resolve, reject) => {
    const url = new URL(path, address);
    const request = startRequest(
      { host: '127.0.0.1', port: url.port, path: url.pathname + url.search, method, headers: { Host: url.host, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });

const secret = 'whsec_test_0123456789';
const evil = '</script><img src=x onerror=alert(1)>\u202e';
let made = 0;
const delivery = (over: Partial<Delivery> = {}): Delivery => {
  made += 1;
  const body = over.body ?? Buffer.from(JSON.stringify({ event: 'lead.created', data: { id: `lead_${made}`, name: evil } }));
  return {
    id: `dlv_${String(made).padStart(6, '0')}`,
    receivedAt: 1_760_000_000_000 + made,
    method: 'POST',
    path: '/_boltcall/mia-1',
    headers: [
      ['X-Evil', '<b>'],
      ['X-Boltcall-Signature', format(sign(secret, body), 'prefixed')],
    ],
    body,
    event: 'lead.created',
    verified: true,
    ...over,
  };
};

const token = 'a-token-of-thirty-two-characters';
const placesIn = (folder: string): Places => ({ config: folder, state: folder, cache: folder });

interface Opened extends Inspector {
  readonly places: Places;
}

/** Opens an inspector with a log next to it, as `listen` does. */
const open = async (actions?: Partial<Actions>, over: Partial<InspectorOptions> = {}): Promise<Opened> => {
  const world = systemWorld();
  const places = over.places ?? placesIn(temporaryDirectory('state'));
  const inspector = await openInspector({
    world,
    places,
    profile: 'default',
    token,
    logged: true,
    port: 0,
    forwarding: { extra: [], insecure: false, forwardTimeout: 5_000 },
    actions: () =>
      actions && { targets: () => [], again: () => false, receive: async () => 200, secrets: () => [secret], appSecret: secret, ...actions },
    ...over,
  });
  later(() => inspector.close());
  const kept = await openLog({ places, world, profile: 'default', onOff: () => {} });
  later(() => kept.close());
  return { ...inspector, places, log: bothLogs(kept, inspector.log) };
};

const poster = (address: string): Record<string, string> => ({
  Origin: new URL(address).origin,
  'X-Boltcall-Inspect': token,
  'Content-Type': 'application/json',
});
const post = (address: string, path: string, body = ''): Promise<Got> => ask(address, path, 'POST', poster(address), body);
const rows = async (address: string, query = ''): Promise<Array<{ id: string; chip: { text: string; kind: string } }>> =>
  JSON.parse((await ask(address, `rows${query}`)).body).rows;
const idsOf = async (address: string, query = ''): Promise<string[]> => (await rows(address, query)).map(({ id }) => id);

describe('the page', () => {
  test('is there beside any number of connections on which nothing is asked, which stay few', async () => {
    const { address } = await open();
    const sockets = Array.from({ length: 300 }, () => connect(Number(new URL(address).port), '127.0.0.1'));
    for (const socket of sockets) {
      socket.on('error', () => {});
      later(() => socket.destroy());
    }
    expect(await eventually('most to be cut', () => sockets.filter(({ closed }) => !closed).length <= 64)).toBe(true);
    expect((await ask(address, '')).status).toBe(200);
  });

  test('loads nothing, runs only its own script, and is not to be framed or kept', async () => {
    const { address } = await open();
    const { status, headers, body } = await ask(address, '');
    expect(status).toBe(200);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(body.match(/<script[^>]*>/g)).toEqual([`<script nonce="${nonce}">`]);
    expect(body.match(/<\/script>/g)).toHaveLength(1);
    expect(body).not.toMatch(/https?:\/\//);
    expect(body).not.toMatch(/innerHTML|insertAdjacent|document\.write|outerHTML|\son\w+="/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    expect((await ask(address, '')).body).not.toContain(nonce);
  });

  test('is found by its token alone, and by this machine alone', async () => {
    const { address } = await open();
    const { origin, pathname, port } = new URL(address);
    expect(pathname).toBe(`/${token}/`);
    expect(new URL(address).hostname).toBe('127.0.0.1');
    for (const path of ['/', '/x/', `${pathname.slice(0, -2)}x/`, `${pathname}../`, pathname.slice(0, -1), '/rows', '/?rows'])
      expect((await ask(origin, path)).status).toBe(404);
    for (const path of ['', 'rows', 'events', 'deliveries/dlv_1', 'deliveries/dlv_1/body']) {
      expect((await ask(address, path, 'GET', { Host: `evil.example:${port}` })).status).toBe(404);
      expect((await ask(address, path, 'GET', { Origin: 'https://evil.example' })).status).toBe(404);
      expect((await ask(address, path, 'GET', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(404);
    }
    expect((await ask(address, '', 'GET', { Host: `localhost:${port}` })).status).toBe(200);
  });

  test('is at its port, and at the next one while another listener has that', async () => {
    const one = await open();
    const { port } = new URL(one.address);
    await one.close();
    const first = await open(undefined, { port: Number(port) });
    const second = await open(undefined, { port: Number(port) });
    expect(new URL(first.address).port).toBe(port);
    expect(Number(new URL(second.address).port)).toBeGreaterThan(Number(port));
  });
});

describe('what sends something', () => {
  test('obeys the page, and nobody else', async () => {
    const replayed: string[] = [];
    const target = parseTarget('http://localhost:3000/', 'test');
    const inspector: Opened = await open({
      targets: () => [target],
      again: ({ id }) => {
        replayed.push(id);
        inspector.log.attempted(id, { target: target.text, attempt: 1, at: 1, ms: 3, status: 204 }, true);
        return true;
      },
    });
    const { address, log } = inspector;
    const one = delivery();
    log.received(one);
    const all = poster(address);
    const { Origin: _, ...noOrigin } = all;
    const { 'X-Boltcall-Inspect': __, ...noToken } = all;
    for (const path of [`deliveries/${one.id}/replay`, `deliveries/${one.id}/edited`, 'samples/call.missed']) {
      const strangers = [noOrigin, noToken, { ...all, Origin: 'http://127.0.0.1:1' }, { ...all, Origin: 'null' }, { ...all, Host: 'evil.example' }];
      for (const headers of strangers) expect((await ask(address, path, 'POST', headers, '{}')).status).toBe(404);
    }
    expect(replayed).toEqual([]);
    const done = await post(address, `deliveries/${one.id}/replay`);
    expect(done.status).toBe(200);
    expect(JSON.parse(done.body)).toMatchObject({ tries: [{ target: target.text, status: 204, ms: 3, replay: true }] });
    expect(replayed).toEqual([one.id]);
    expect((await post(address, 'deliveries/dlv_none/replay')).status).toBe(404);
    expect((await post(address, 'deliveries/../replay')).status).toBe(404);
  });

  test('says where there is no target', async () => {
    const { address, log } = await open({});
    const one = delivery();
    log.received(one);
    expect((await post(address, `deliveries/${one.id}/replay`)).status).toBe(409);
    expect((await post(address, `deliveries/${one.id}/edited`, '{}')).status).toBe(409);
  });

  test('takes an edited body only as JSON, keeps its numbers as typed, and signs it for the app', async () => {
    const app = await startServer({ status: 422, body: 'no such lead' });
    const { address, log } = await open({ targets: () => [parseTarget(`${app.url}/hooks`, 'test')] });
    const one = delivery();
    log.received(one);
    const refused = await post(address, `deliveries/${one.id}/edited`, '{"a": }');
    expect(refused.status).toBe(422);
    expect(JSON.parse(refused.body).error).toContain('not valid JSON');
    expect(app.requests).toEqual([]);
    const done = await post(address, `deliveries/${one.id}/edited`, '{\n  "a": 1.0,\n  "b": 12345678901234567890\n}');
    const request = await app.request(1);
    expect(request.body.toString()).toBe('{"a":1.0,"b":12345678901234567890}');
    expect(request.header('x-boltcall-signature')).toBe(format(sign(secret, request.body), 'prefixed'));
    expect(request.header('x-boltcall-replay')).toBe(one.id);
    expect(JSON.parse(done.body)).toMatchObject({ tries: [{ status: 422, answer: { body: { text: 'no such lead' } } }] });
    // The edited replay is a different delivery: its outcome says nothing about the original.
    expect(await rows(address)).toMatchObject([{ id: one.id, chip: { kind: expect.not.stringMatching('good') } }]);
  });

  test('sends the nine samples in at the front door, and no other', async () => {
    const received: Array<[string, string]> = [];
    const { address } = await open({
      receive: async (headers, body) => {
        received.push([body.toString(), Object.fromEntries(headers)['X-Boltcall-Signature'] ?? '']);
        return 202;
      },
    });
    expect(JSON.parse((await post(address, 'samples/appointment.booked')).body)).toEqual({ status: 202 });
    const [[body, signature] = ['', '']] = received;
    expect(JSON.parse(body)).toMatchObject({ event: 'appointment.booked', data: { id: expect.stringMatching(/^apt_/) } });
    expect(signature).toBe(format(sign(secret, Buffer.from(body)), 'prefixed'));
    expect((await post(address, 'samples/nope')).status).toBe(422);
    expect(received).toHaveLength(1);
    expect((await post((await open()).address, 'samples/call.missed')).status).toBe(409);
  });
});

/** Reads server-sent events until one matches, and returns it; throws if the stream ends first. */
const until = async (address: string, fits: (value: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> => {
  const response = await fetch(`${address}events`);
  let held = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    held += decoder.decode(chunk, { stream: true });
    const parts = held.split('\n\n');
    held = parts.pop() ?? '';
    for (const part of parts) {
      const line = part.split('\n').find((one) => one.startsWith('data: '));
      const value: Record<string, unknown> = line === undefined ? {} : Object(JSON.parse(line.slice(6)));
      if (fits(value)) return value;
    }
  }
  throw new Error('the stream has ended');
};

describe('what is shown', () => {
  test('is the log on disk: of earlier sessions, of other processes, of this profile', async () => {
    const places = placesIn(temporaryDirectory('state'));
    const world = systemWorld();
    const [old, foreign] = [delivery(), delivery()];
    const earlier = await openLog({ places, world, profile: 'default', onOff: () => {} });
    earlier.received(old);
    earlier.attempted(old.id, { target: 'http://localhost:3000/', attempt: 1, at: 1, ms: 2, status: 500 });
    await earlier.close();
    const other = await openLog({ places, world, profile: 'clinic', onOff: () => {} });
    other.received(foreign);
    await other.close();
    const { address } = await open(undefined, { places });
    expect(await rows(address)).toMatchObject([{ id: old.id, chip: { text: '500', kind: 'bad' } }]);
    expect((await ask(address, `deliveries/${foreign.id}`)).status).toBe(404);
    // A replay from the command line.
    const replay = await openLog({ places, world, profile: 'default', onOff: () => {} });
    replay.attempted(old.id, { target: 'http://localhost:3001/', attempt: 1, at: 5_000, ms: 2, status: 200 }, true);
    await replay.close();
    expect(await rows(address)).toMatchObject([{ id: old.id, chip: { text: '200', kind: 'good' } }]);
    const left = await until(address, ({ state }) => Object(state).total === 1);
    expect(left).toMatchObject({ state: { failed: 0 } });
  });

  test('comes as it happens, and never the secret', async () => {
    const { address, log, show } = await open();
    const common = { time: 0, address: 'https://a.example/x', webhookId: 'wh_1', secret: 'whsec_SECRET', via: 'local', events: [] } as const;
    show({ type: 'ready', ...common, targets: ['http://localhost:3000/'] });
    const first = await until(address, () => true);
    expect(first).toMatchObject({ state: { state: 'ready', address: 'https://a.example/x', targets: ['http://localhost:3000/'], total: 0 } });
    expect(JSON.stringify(first)).not.toContain('SECRET');
    const live = until(address, (told) => 'rows' in told);
    await until(address, () => true);
    const one = delivery();
    log.received(one);
    log.attempted(one.id, { target: 'http://localhost:3000/', attempt: 1, at: 1, ms: 2, status: 500 });
    const told = await live;
    expect(told).toMatchObject({
      rows: [{ id: one.id, event: 'lead.created', who: evil, chip: { text: '500', kind: 'bad' } }],
      state: { failed: 1 },
    });
  });

  test('a tunnel that comes back, at another URL too, is shown as ready again', async () => {
    const { address, show } = await open();
    const time = 0;
    show({ type: 'ready', time, address: 'https://a.example/x', webhookId: 'wh_1', secret: 's', targets: [], via: 'ngrok', events: [] });
    show({ type: 'reconnecting', time, reason: 'gone' });
    expect(await until(address, () => true)).toMatchObject({ state: { state: 'reconnecting', reason: 'gone' } });
    show({ type: 'reconnected', time, address: 'https://b.example/x', away: 1 });
    expect(await until(address, () => true)).toMatchObject({ state: { state: 'ready', address: 'https://b.example/x' } });
  });

  test('without a log it is this session, out of memory, at most 200', async () => {
    const { address, log, places } = await open(undefined, { logged: false, places: placesIn(join(temporaryDirectory('state'), 'none')) });
    // Here only the page receives the deliveries; the log next to it belongs to the test.
    const all = Array.from({ length: 250 }, () => delivery());
    for (const one of all) log.received(one);
    const found = await idsOf(address, '?limit=200');
    expect(found).toEqual(
      all
        .slice(50)
        .reverse()
        .map(({ id }) => id),
    );
    expect((await ask(address, `deliveries/${all[249]?.id}/body`)).body).toBe(all[249]?.body.toString());
    expect(places.state).toContain('none');
  });
});

describe('one delivery', () => {
  test('has bodies as text: JSON indented, binary as a dump, a large one cut, and all of each for the asking', async () => {
    const { address, log } = await open({});
    const bodies = { json: Buffer.from('{"a":1.0}'), binary: Buffer.from([0xff, 0x41]), large: Buffer.alloc(5 * 1024 * 1024, 'x') };
    const of = async (body: Buffer) => {
      const one = delivery({ body, event: undefined });
      log.received(one);
      log.attempted(one.id, { target: 't', attempt: 1, at: 1, ms: 2, status: 200, answer: { headers: [['a', 'b']], body: Buffer.from('hi') } });
      const [shown, whole] = [await ask(address, `deliveries/${one.id}`), await ask(address, `deliveries/${one.id}/body`)];
      expect(whole.body.length).toBe(body.toString().length);
      expect(whole.headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': expect.stringContaining('attachment'),
      });
      return JSON.parse(shown.body);
    };
    expect(await of(bodies.json)).toMatchObject({
      body: { text: '{\n  "a": 1.0\n}', kind: 'json', bytes: 9, cut: false },
      headers: [
        ['X-Evil', '<b>'],
        ['X-Boltcall-Signature', expect.anything()],
      ],
      tries: [{ status: 200, answer: { headers: [['a', 'b']], body: { text: 'hi' } } }],
    });
    expect(await of(bodies.binary)).toMatchObject({ body: { kind: 'binary', text: expect.stringContaining('ff 41') } });
    const large = await of(bodies.large);
    expect(large).toMatchObject({ body: { kind: 'text', cut: true, bytes: 5_242_880 } });
    expect(large.body.text.length).toBe(256 * 1024);
    expect((await ask(address, 'deliveries/dlv_none')).status).toBe(404);
  });

  test('has its signature checked step by step, as it came and as it went on', async () => {
    const { address, log } = await open({});
    const stepsOf = async (one: Delivery) => {
      log.received(one);
      const { signature, forwarded } = JSON.parse((await ask(address, `deliveries/${one.id}`)).body);
      return { steps: Object.fromEntries(signature.map(({ name, ok, text }: Record<string, unknown>) => [name, [ok, text]])), forwarded };
    };
    const body = Buffer.from(JSON.stringify({ event: 'call.missed', timestamp: new Date(1_760_000_000_000).toISOString(), data: {} }));
    const right = await stepsOf(delivery({ body }));
    const digest = sign(secret, body);
    expect(right.steps).toMatchObject({
      Scheme: [true, expect.stringContaining('HMAC-SHA256')],
      Timestamp: [true, expect.stringContaining('2025-10-09T')],
      'Received digest': [null, digest],
      'Computed digest': [true, expect.stringContaining(digest)],
      Result: [true, 'the digests match'],
    });
    expect(right.steps['Computed digest'][1]).not.toContain(secret);
    expect(right.forwarded).toContainEqual({ name: 'X-Boltcall-Signature', value: `sha256=${digest}`, change: null });
    const wrong = await stepsOf(delivery({ body, verified: false, headers: [['X-Boltcall-Signature', `sha256=${sign('other', body)}`]] }));
    expect(wrong.steps).toMatchObject({ 'Computed digest': [false, expect.stringContaining(digest)], Result: [false, expect.anything()] });
    const none = await stepsOf(delivery({ body, verified: false, headers: [] }));
    expect(none.steps).toMatchObject({ Header: [false, expect.anything()] });
  });

  test('says what to do about an attempt that failed', async () => {
    const { address, log } = await open({});
    const one = delivery();
    log.received(one);
    log.attempted(one.id, { target: 'http://localhost:3000/hooks', attempt: 1, at: 1, ms: 2, status: 404 });
    const { tries } = JSON.parse((await ask(address, `deliveries/${one.id}`)).body);
    expect(tries[0].hint).toContain('POST /hooks');
  });

  test('that was re-signed shows both signatures, and is sent again with that of the app', async () => {
    const places = placesIn(temporaryDirectory('state'));
    const earlier = await openLog({ places, world: systemWorld(), profile: 'default', onOff: () => {}, resignWith: () => 'whsec_app' });
    const one = delivery();
    earlier.received(one);
    await earlier.close();
    const again: Delivery[] = [];
    const actions = {
      targets: () => [parseTarget('http://localhost:3000/', 'test')],
      again: (sent: Delivery) => again.push(sent) < 0,
      appSecret: 'whsec_app',
    };
    const { address } = await open(actions, { places });
    const { forwarded, forwardedSignature } = JSON.parse((await ask(address, `deliveries/${one.id}`)).body);
    const own = `sha256=${sign('whsec_app', one.body)}`;
    expect(forwarded).toContainEqual({ name: 'X-Boltcall-Signature', value: own, change: 'changed' });
    expect(forwarded).toContainEqual(expect.objectContaining({ name: 'X-Boltcall-Original-Signature', change: 'added' }));
    expect(forwardedSignature.at(-1)).toMatchObject({ ok: true, text: 'the digests match' });
    await post(address, `deliveries/${one.id}/replay`);
    expect(Object.fromEntries(again[0]?.headers ?? [])['X-Boltcall-Signature']).toBe(own);
  });

  test('of another secret is not called wrong where it was verified when it came', async () => {
    const { address, log } = await open({});
    const one = delivery({ headers: [['X-Boltcall-Signature', `sha256=${sign('an older secret', Buffer.from('x'))}`]], body: Buffer.from('x') });
    log.received(one);
    const { signature } = JSON.parse((await ask(address, `deliveries/${one.id}`)).body);
    expect(signature.some(({ ok }: { ok: unknown }) => ok === false)).toBe(false);
    expect(signature.at(-1).text).toContain('verified when it arrived');
  });
});
