import { request as startRequest } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../../src/webhooks/delivery.ts';
import { type Inspector, openInspector } from '../../../../src/webhooks/inspect/inspector.ts';
import { systemWorld } from '../../../../src/world.ts';
import { eventually } from '../../../support/eventually.ts';
import { later } from '../../../support/temporary.ts';

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A request of any shape: fetch would not let the host or the origin be chosen. */
const ask = (address: string, path: string, method = 'GET', headers: Record<string, string> = {}, body?: string): Promise<Got> =>
  new Promise((resolve, reject) => {
    const url = new URL(path, address);
    const request = startRequest(
      { host: '127.0.0.1', port: url.port, path: url.pathname, method, headers: { Host: url.host, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });

const evil = '</script><img src=x onerror=alert(1)>\u202e';
const delivery = (id: string, over: Partial<Delivery> = {}): Delivery => ({
  id,
  receivedAt: 1_760_000_000_000,
  method: 'POST',
  path: '/_boltcall/mia-1',
  headers: [['X-Evil', '<b>']],
  body: Buffer.from(JSON.stringify({ event: 'lead.created', data: { id: 'lead_1', name: evil } })),
  event: 'lead.created',
  verified: true,
  ...over,
});

const open = async (onReplay: (delivery: Delivery) => boolean = () => true): Promise<Inspector> => {
  const inspector = await openInspector({ world: systemWorld(), onReplay });
  later(() => inspector.close());
  return inspector;
};
const tokenOf = (address: string): string => new URL(address).pathname.split('/')[1] ?? '';
const replayHeaders = (address: string): Record<string, string> => ({
  Origin: new URL(address).origin,
  'X-Boltcall-Inspect': tokenOf(address),
  'Content-Type': 'application/json',
});

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
    expect(body).not.toMatch(/https?:\/\//);
    expect(body).not.toMatch(/innerHTML|insertAdjacent|document\.write|outerHTML|\son\w+=/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    expect((await ask(address, '')).body).not.toContain(nonce);
  });

  test('is found by its token alone, and by this machine alone', async () => {
    const { address } = await open();
    const { origin, pathname, port } = new URL(address);
    expect(pathname.length).toBeGreaterThan(30);
    expect(new URL(address).hostname).toBe('127.0.0.1');
    for (const path of ['/', '/x/', `${pathname.slice(0, -2)}x/`, `${pathname}../`, pathname.slice(0, -1)])
      expect((await ask(origin, path)).status).toBe(404);
    expect((await ask(address, '', 'GET', { Host: `evil.example:${port}` })).status).toBe(404);
    expect((await ask(address, '', 'GET', { Origin: 'https://evil.example' })).status).toBe(404);
    expect((await ask(address, '', 'GET', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(404);
    expect((await ask(address, '', 'GET', { Host: `localhost:${port}` })).status).toBe(200);
  });
});

describe('replay', () => {
  test('works for the page, and for nobody else', async () => {
    const replayed: string[] = [];
    const inspector = await open(({ id }) => replayed.push(id) > 0);
    const { address, log } = inspector;
    log.received(delivery('dlv_1'));
    const post = (headers: Record<string, string>, body = '{"id":"dlv_1"}'): Promise<Got> => ask(address, 'replay', 'POST', headers, body);
    const all = replayHeaders(address);
    const { Origin: _, ...noOrigin } = all;
    const { 'X-Boltcall-Inspect': __, ...noToken } = all;
    expect((await post(noOrigin)).status).toBe(404);
    expect((await post(noToken)).status).toBe(404);
    expect((await post({ ...all, Origin: 'http://127.0.0.1:1' })).status).toBe(404);
    expect((await post({ ...all, Origin: 'null' })).status).toBe(404);
    expect(replayed).toEqual([]);
    expect((await post(all)).status).toBe(202);
    expect(replayed).toEqual(['dlv_1']);
    expect((await post(all, '{"id":"dlv_2"}')).status).toBe(404);
    expect((await post(all, 'nonsense')).status).toBe(404);
    expect((await post(all, `{"id":"${'x'.repeat(5000)}"}`)).status).toBe(404);
  });

  test('says where there is no target', async () => {
    const { address, log } = await open(() => false);
    log.received(delivery('dlv_1'));
    expect((await ask(address, 'replay', 'POST', replayHeaders(address), '{"id":"dlv_1"}')).status).toBe(409);
  });
});

/** Reads server-sent events until one fits. */
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
      if (fits(value)) {
        return value;
      }
    }
  }
  throw new Error('the stream has ended');
};

describe('what is shown', () => {
  test('comes as it happens, and from the beginning to whoever opens the page later', async () => {
    const { address, log, show } = await open();
    show({
      type: 'ready',
      time: 0,
      address: 'https://a.example/x',
      webhookId: 'wh_1',
      secret: 'whsec_SECRET',
      targets: ['http://localhost:3000/'],
      via: 'local',
      events: [],
    });
    log.received(delivery('dlv_1'));
    const all = await until(address, ({ type }) => type === 'all');
    expect(all).toMatchObject({
      state: 'ready',
      address: 'https://a.example/x',
      deliveries: [{ id: 'dlv_1', event: 'lead.created', subject: 'lead_1', who: evil, attempts: [] }],
    });
    expect(JSON.stringify(all)).not.toContain('SECRET');
    const live = until(address, ({ type, deliveries }) => type === 'some' && Object(deliveries)[0].answered === 500);
    // Said after the stream was opened, or before: it is heard either way only if it is said again.
    const timer = setInterval(() => log.answered('dlv_1', 500), 5);
    log.attempted('dlv_1', { target: 'http://localhost:3000/', attempt: 1, at: 1, ms: 2, status: 500 });
    expect(await live).toMatchObject({ deliveries: [{ attempts: [{ status: 500, replay: false }] }] });
    clearInterval(timer);
  });

  test('a tunnel that comes back, at another address too, is shown as ready again', async () => {
    const { address, show } = await open();
    const time = 0;
    show({ type: 'ready', time, address: 'https://a.example/x', webhookId: 'wh_1', secret: 's', targets: [], via: 'ngrok', events: [] });
    show({ type: 'reconnecting', time, reason: 'gone' });
    expect(await until(address, ({ type }) => type === 'all')).toMatchObject({ state: 'reconnecting', reason: 'gone' });
    show({ type: 'back', time, address: 'https://b.example/x' });
    expect(await until(address, ({ type }) => type === 'all')).toMatchObject({ state: 'ready', address: 'https://b.example/x' });
  });

  test('has bodies as text: JSON laid out, binary as a dump, all of it escaped in JSON', async () => {
    const { address, log } = await open();
    log.received(delivery('dlv_1', { body: Buffer.from('{"a":1.0}') }));
    log.received(delivery('dlv_2', { body: Buffer.from([0xff, 0x41]) }));
    log.attempted('dlv_1', { target: 't', attempt: 1, at: 1, ms: 2, status: 200, answer: { headers: [['a', 'b']], body: Buffer.from('hi') } });
    const got = await ask(address, 'deliveries/dlv_1');
    expect(got.headers['content-type']).toBe('application/json');
    expect(JSON.parse(got.body)).toMatchObject({
      body: { text: '{\n  "a": 1.0\n}', kind: 'json' },
      headers: [['X-Evil', '<b>']],
      attempts: [{ status: 200, headers: [['a', 'b']], body: { text: 'hi' } }],
    });
    expect(JSON.parse((await ask(address, 'deliveries/dlv_2')).body)).toMatchObject({
      body: { kind: 'binary', text: expect.stringContaining('ff 41') },
    });
    expect((await ask(address, 'deliveries/dlv_9')).status).toBe(404);
  });

  test('is bounded: the newest 200', async () => {
    const { address, log } = await open();
    for (let at = 0; at < 250; at += 1) log.received(delivery(`dlv_${at}`));
    const all = await until(address, ({ type }) => type === 'all');
    const ids = Object(all)['deliveries'].map(({ id }: { id: string }) => id);
    expect(ids.length).toBe(200);
    expect(ids[0]).toBe('dlv_50');
  });
});
