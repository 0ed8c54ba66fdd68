import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { Incoming, Reply } from '../../src/webhooks/delivery.ts';
import { createProbe, isProbe, reach } from '../../src/webhooks/tunnels/probe.ts';
import type { Via } from '../../src/webhooks/via.ts';
import type { World } from '../../src/world.ts';
import { startServer } from '../support/server.ts';
import { failureOf } from '../support/tunnels/failure.ts';
import { type Certificate, makeCertificate, startNginx, startTlsFront, withoutNginx } from '../support/tunnels/fronts.ts';
import { opened, path, startReceiver } from '../support/tunnels/opened.ts';
import { startProxy } from '../support/tunnels/proxy.ts';
import { startRelay } from '../support/tunnels/relay.ts';
import { send } from '../support/tunnels/send.ts';
import { stillWorld } from '../support/tunnels/world.ts';

/** The delays between two probes, in ms. */
const pauses = [500, 1_000, 2_000];

/** Sends the probe as a listener does; the receiver responds as a listener's receiver does. */
const probing = async (world: World, certificate?: Certificate) => {
  const probe = createProbe(world);
  const others: Incoming[] = [];
  const answer = async (incoming: Incoming): Promise<Reply> => {
    if (isProbe(probe, incoming.headers)) {
      probe.seen();
      return { status: 204, headers: [], body: Buffer.alloc(0) };
    }
    others.push(incoming);
    return { status: 200, headers: [], body: incoming.body };
  };
  const receiver = await startReceiver(answer);
  const go = async (via: Via, address: URL, signal = new AbortController().signal): Promise<void> => {
    const transport = await world.network.open({ env: world.env, ...(certificate === undefined ? {} : { caFile: certificate.file }) });
    await reach({ world, via, transport, address, probe, signal }).finally(() => transport.close?.());
  };
  return { ...receiver, others, go };
};

test('local: the loopback address itself', async () => {
  const world = stillWorld();
  const receiver = await probing(world);
  const { tunnel, states } = await opened('local', world, receiver);
  expect(tunnel.address().href).toBe(`http://127.0.0.1:${receiver.port}${path}`);
  await expect(receiver.go('local', tunnel.address())).resolves.toBeUndefined();
  expect((await send(tunnel.address(), 'x')).status).toBe(200);
  await tunnel.close();
  await tunnel.close();
  expect(states.map(({ type }) => type)).toEqual(['connecting', 'ready', 'closed']);
});

test.skipIf(withoutNginx !== undefined)(`url, behind a real nginx with TLS${withoutNginx === undefined ? '' : ` (${withoutNginx})`}`, async () => {
  const world = stillWorld();
  const certificate = await makeCertificate();
  const receiver = await probing(world, certificate);
  const front = await startNginx(receiver.port, certificate);
  const { tunnel } = await opened('url', world, { ...receiver, publicUrl: new URL(`https://localhost:${front.port}/hooks/`) });
  expect(tunnel.address().href).toBe(`https://localhost:${front.port}/hooks${path}`);
  await receiver.go('url', tunnel.address());
  const body = randomBytes(2_000_000);
  const answer = await send(tunnel.address(), body, { ca: certificate.cert });
  expect([answer.status, answer.body.equals(body)]).toEqual([200, true]);
  expect(receiver.others).toHaveLength(1);
  expect(receiver.others[0]?.path).toBe(`/hooks${path}`);
  // The same nginx, but a path that leads elsewhere: it responds, but the probe does not arrive.
  const other = await probing(world, certificate);
  const lost = await world.during(failureOf(other.go('url', new URL(`https://localhost:${front.port}${path}`))), ...pauses);
  expect([lost.kind, lost.code, lost.message]).toEqual(['network', 'tunnel_unreachable', expect.stringContaining('it returned 404')]);
  expect(lost.details.hint).toContain('--no-probe');
});

test('url, behind a TLS front of Node', async () => {
  const world = stillWorld();
  const certificate = await makeCertificate();
  const receiver = await probing(world, certificate);
  const front = await startTlsFront(receiver.port, certificate);
  const { tunnel } = await opened('url', world, { ...receiver, publicUrl: new URL(`https://localhost:${front.port}/deep/base?key=1`) });
  expect(tunnel.address().href).toBe(`https://localhost:${front.port}/deep/base${path}?key=1`);
  await receiver.go('url', tunnel.address());
  expect((await send(tunnel.address(), 'x', { ca: certificate.cert })).status).toBe(200);
  expect(receiver.others[0]?.path).toBe(`/deep/base${path}?key=1`);
});

test('the probe goes through the proxy of the environment, to https by CONNECT', async () => {
  const certificate = await makeCertificate('hooks.test');
  const target = await startReceiver();
  const front = await startTlsFront(target.port, certificate);
  const proxy = await startProxy(front.port);
  const world = stillWorld({ HTTPS_PROXY: proxy.url });
  const receiver = await probing(world, certificate);
  target.answer(receiver.take);
  await receiver.go('url', new URL(`https://hooks.test${path}`));
  expect(proxy.asked).toEqual(['CONNECT hooks.test:443']);
});

test('the relay is reached through the proxy of the environment, over TLS', async () => {
  const certificate = await makeCertificate('relay.test');
  const relay = await startRelay({ tls: certificate });
  const proxy = await startProxy(relay.port);
  const env = { HTTPS_PROXY: proxy.url, BOLTCALL_SVIX_RELAY: 'wss://relay.test/listen/', BOLTCALL_SVIX_PLAY: 'https://relay.test/in/' };
  const world = stillWorld(env);
  const receiver = await probing(world, certificate);
  const { tunnel } = await opened('svix', world, { ...receiver, connection: { env: world.env, caFile: certificate.file } });
  expect(proxy.asked).toEqual(['CONNECT relay.test:443']);
  await receiver.go('svix', tunnel.address());
  const unknown = await failureOf(opened('svix', world, receiver));
  expect([unknown.kind, unknown.message]).toEqual(['network', expect.stringContaining('not trusted')]);
});

test('a probe that never arrives fails with the last cause, one that is cut short with its own', async () => {
  const world = stillWorld();
  const receiver = await probing(world);
  const fails = (via: Via, address: string) => world.during(failureOf(receiver.go(via, new URL(`${address}${path}`))), ...pauses);
  const closed = await fails('url', 'http://127.0.0.1:9');
  expect(closed.message).toContain('nothing is listening on 127.0.0.1:9');
  const moved = await startServer({ status: 308, headers: { location: 'https://elsewhere.example/' } });
  expect((await fails('url', moved.url)).message).toContain('it returned 308 and redirects to https://elsewhere.example/');
  const ngrok = await startServer({ status: 404, headers: { 'ngrok-error-code': 'ERR_NGROK_3200' } });
  expect((await fails('ngrok', ngrok.url)).message).toContain('ngrok returned 404 (ERR_NGROK_3200)');
  const hanging = await startServer({ hang: true });
  const silent = failureOf(receiver.go('url', new URL(`${hanging.url}${path}`)));
  expect((await world.during(silent, 10_000, ...pauses)).message).toContain('no response within 10 s');
  const cut = new AbortController();
  const going = failureOf(receiver.go('url', new URL(`${hanging.url}${path}`), cut.signal));
  await hanging.request(hanging.requests.length + 1);
  cut.abort(new Failure('interrupted', 'Interrupted'));
  expect((await going).kind).toBe('interrupted');
});

test('a probe is tried again until the way is open, and its value cannot be guessed', async () => {
  const world = stillWorld();
  const receiver = await probing(world);
  const front = await startServer(async (_request, number) => {
    if (number < 3) return { status: 530 };
    const [name, value] = front.requests[number]?.headers.find(([key]) => key === 'x-boltcall-probe') ?? ['', ''];
    await send(new URL(`http://127.0.0.1:${receiver.port}${path}`), '', { headers: { [name]: value } });
    return { status: 204 };
  });
  await world.during(receiver.go('cloudflared', new URL(`${front.url}${path}`)), 1_500, ...pauses);
  expect(front.requests).toHaveLength(4);
  expect(front.requests[0]?.header('x-boltcall-probe')).toMatch(/^[\w-]{32}$/);
  const probe = createProbe(world);
  expect(isProbe(probe, [['X-Boltcall-Probe', probe.value]])).toBe(true);
  expect(isProbe(probe, [['x-boltcall-probe', createProbe(world).value]])).toBe(false);
  expect(isProbe(probe, [['x-boltcall-probe', '']])).toBe(false);
  expect(isProbe(probe, [['other', probe.value]])).toBe(false);
});

test('an address that cannot be registered is a usage failure', async () => {
  const world = stillWorld();
  for (const [publicUrl, words] of [
    [undefined, '--public-url https://'],
    [new URL('ws://hooks.example.com'), 'start with https://'],
    [new URL('https://hooks.example.com/#x'), 'a fragment'],
    [new URL('https://me:secret@hooks.example.com/'), 'user name or password'],
  ] as const) {
    const wrong = await failureOf(opened('url', world, publicUrl === undefined ? {} : { publicUrl }));
    expect([wrong.kind, wrong.message]).toEqual(['usage', expect.stringContaining(words)]);
    expect(wrong.message).not.toContain('secret');
  }
});
