import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { Failure } from '../../src/errors.ts';
import { eventually } from '../support/eventually.ts';
import { gate } from '../support/gate.ts';
import { later, temporaryDirectory } from '../support/temporary.ts';
import { failureOf } from '../support/tunnels/failure.ts';
import { opened, path, startReceiver } from '../support/tunnels/opened.ts';
import { startRelay } from '../support/tunnels/relay.ts';
import { send } from '../support/tunnels/send.ts';
import { startWire } from '../support/tunnels/wire.ts';
import { stillWorld } from '../support/tunnels/world.ts';

test('carries a delivery to the receiver and its answer back, byte for byte', async () => {
  const relay = await startRelay();
  const receiver = await startReceiver();
  const { tunnel, states } = await opened('svix', stillWorld(relay.env), receiver);
  const body = Buffer.concat([Buffer.from('{"n":1.0, "e":"😀\\u0000"}\n'), randomBytes(999)]);
  const answer = await send(tunnel.address(), body, { headers: { 'content-type': 'application/json', 'x-boltcall-signature': 'sha256=1' } });
  expect(answer.status).toBe(200);
  expect(answer.body.equals(body)).toBe(true);
  expect(answer.headers).toMatchObject({ 'x-receiver': 'here' });
  const [got] = receiver.got;
  expect(got?.body.equals(body)).toBe(true);
  expect(got).toMatchObject({ method: 'POST', path });
  expect(got?.headers).toContainEqual(['x-boltcall-signature', 'sha256=1']);
  expect(states.map(({ type }) => type)).toEqual(['connecting', 'ready']);
  await tunnel.close();
  await tunnel.close();
  expect(states.map(({ type }) => type)).toEqual(['connecting', 'ready', 'closed']);
  await eventually('the relay to be left', () => relay.tokens().length === 0);
});

test.each([0, 1, 2, 3, 65_535, 65_536, 5 * 1024 * 1024])('carries a body of %i bytes in a binary frame', async (size) => {
  const relay = await startRelay({ binary: true });
  const { tunnel } = await opened('svix', stillWorld(relay.env));
  const body = randomBytes(size);
  const answer = await send(tunnel.address(), body);
  expect(answer.body.equals(body)).toBe(true);
});

test('takes deliveries several at once: a slow one stops no other', async () => {
  const relay = await startRelay();
  const { opened: slow, open: release } = gate();
  const { tunnel } = await opened('svix', stillWorld(relay.env), {
    take: async ({ body }) => {
      if (String(body) === 'slow') await slow;
      return { status: 202, headers: [], body };
    },
  });
  const first = send(tunnel.address(), 'slow');
  for (const text of ['a', 'b', 'c']) expect(String((await send(tunnel.address(), text)).body)).toBe(text);
  release();
  expect(String((await first).body)).toBe('slow');
});

test('answers 500 when the receiver fails, and 400 to what it cannot read; other frames do no harm', async () => {
  const relay = await startRelay();
  const { tunnel } = await opened('svix', stillWorld(relay.env), {
    take: async ({ body }) => {
      if (String(body) === 'fail') throw new Error('out of order');
      return { status: 200, headers: [], body };
    },
  });
  expect((await send(tunnel.address(), 'fail')).status).toBe(500);
  const token = relay.tokens()[0] ?? '';
  for (const frame of ['', 'no json', '[]', 'null', '{"type":"event"}', '{"type":"other","data":{}}', Buffer.from([0xff, 0x00])])
    relay.raw(token, frame);
  relay.raw(token, JSON.stringify({ type: 'event', version: 1, data: { id: 'bad', method: 'POST', headers: {}, body: '***' } }));
  relay.raw(token, JSON.stringify({ type: 'event', version: 1, data: { id: 'worse', method: 7, headers: [], body: null } }));
  expect(await eventually('two answers', () => relay.stray.length === 2 && relay.stray)).toMatchObject([
    { id: 'bad', status: 400, binary: true },
    { id: 'worse', status: 400 },
  ]);
  expect((await send(tunnel.address(), 'still here')).status).toBe(200);
  expect(relay.connections()).toBe(1);
});

test('keeps its address from one run to the next; a second listener gets another, and both stay', async () => {
  const relay = await startRelay();
  const directory = temporaryDirectory('tunnel');
  const world = stillWorld(relay.env);
  const first = await opened('svix', world, { directory });
  const second = await opened('svix', world, { directory });
  const [one, two] = [first.tunnel.address().href, second.tunnel.address().href];
  expect(one).toMatch(/\/in\/c_[0-9A-Za-z]{10}\/$/);
  expect(two).not.toBe(one);
  await first.tunnel.close();
  await second.tunnel.close();
  for (const file of readdirSync(directory)) expect(statSync(join(directory, file)).mode & 0o077).toBe(0);
  expect((await opened('svix', world, { directory })).tunnel.address().href).toBe(one);
  expect((await opened('svix', world, { directory })).tunnel.address().href).toBe(two);
});

/** Creates a directory with this saved token. */
const keeping = (token: string): string => {
  const directory = temporaryDirectory('tunnel');
  writeFileSync(join(directory, 'svix-1.json'), JSON.stringify({ token }));
  return directory;
};

test('a token in use elsewhere: takes another one, and keeps that', async () => {
  const relay = await startRelay();
  const world = stillWorld(relay.env);
  const elsewhere = await opened('svix', world, { directory: keeping('c_0123456789') });
  expect(elsewhere.tunnel.address().pathname).toBe('/in/c_0123456789/');
  const directory = keeping('c_0123456789');
  const here = await opened('svix', world, { directory });
  const { href } = here.tunnel.address();
  expect(href).not.toBe(elsewhere.tunnel.address().href);
  expect(relay.tokens()).toHaveLength(2);
  await here.tunnel.close();
  expect((await opened('svix', world, { directory })).tunnel.address().href).toBe(href);
});

test('a relay that says so of every token: ends with the cause', async () => {
  const relay = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  later(() => relay.close());
  await new Promise((resolve) => relay.once('listening', resolve));
  relay.on('connection', (socket) => socket.close(1008, 'This socket is already in use'));
  const { port } = relay.address() as AddressInfo;
  const world = stillWorld({ BOLTCALL_SVIX_RELAY: `ws://127.0.0.1:${port}/` });
  const refused = await failureOf(opened('svix', world));
  expect([refused.kind, refused.code]).toEqual(['conflict', 'tunnel_in_use']);
});

test('the token of a killed listener is taken over, that of a living one is not', async () => {
  const relay = await startRelay();
  const directory = temporaryDirectory('tunnel');
  const world = stillWorld(relay.env);
  const first = await opened('svix', world, { directory });
  const { href } = first.tunnel.address();
  await first.tunnel.close();
  // As kill -9 leaves it: the lock of a process that is gone and has given no sign of life since.
  const killed = spawnSync('true').pid;
  writeFileSync(join(directory, 'svix-1.pid'), String(killed));
  const lock = join(directory, 'svix-1.lock');
  mkdirSync(lock);
  const opening = opened('svix', world, { directory });
  await world.sleeps(250);
  utimesSync(lock, new Date(0), new Date(0));
  await world.pass(250);
  expect((await opening).tunnel.address().href).toBe(href);
});

test('a directory that cannot be written to costs the address its place, not the tunnel', async () => {
  const relay = await startRelay();
  const file = join(temporaryDirectory('tunnel'), 'file');
  writeFileSync(file, '');
  const { tunnel } = await opened('svix', stillWorld(relay.env), { directory: join(file, 'below') });
  expect((await send(tunnel.address(), 'x')).status).toBe(200);
});

test('a link that breaks comes back with the same address', async () => {
  const relay = await startRelay();
  const world = stillWorld(relay.env);
  const { tunnel, state } = await opened('svix', world);
  const { href } = tunnel.address();
  relay.cut();
  await state('reconnecting');
  expect((await state('ready', 1)).address.href).toBe(href);
  relay.drop(1001, 'going away');
  expect((await state('reconnecting', 1)).reason).toContain('going away');
  await world.during(state('ready', 2), 100);
  expect((await send(tunnel.address(), 'after all')).status).toBe(200);
});

test('a frozen link is noticed by its silence and made anew; pings alone keep a link', async () => {
  const relay = await startRelay();
  const wire = await startWire(relay.port);
  const env = { ...relay.env, BOLTCALL_SVIX_RELAY: `ws://127.0.0.1:${wire.port}/listen/` };
  const world = stillWorld(env);
  const { tunnel, states, state } = await opened('svix', world);
  // Twice the time limit without a delivery: only pings arrive.
  for (let pings = 0; pings < 4; pings++) {
    await relay.ping();
    await world.pass(1_000, 20);
  }
  expect(states.map(({ type }) => type)).toEqual(['connecting', 'ready']);
  // The existing connection stays frozen forever; a new one gets through.
  wire.freeze();
  wire.thaw();
  expect((await world.during(state('reconnecting'), 1_000)).reason).toContain('nothing heard');
  // The relay may have noticed by itself and the link may be back: then it is cut once more.
  relay.cut();
  const alive = eventually('a delivery to get through', async () => (await send(tunnel.address(), 'alive')).status === 200);
  await world.during(alive, 100);
  expect(states.at(-1)).toEqual({ type: 'ready', address: tunnel.address() });
});

test('a start that cannot succeed fails with its cause', async () => {
  const nothing = await failureOf(opened('svix', stillWorld({ BOLTCALL_SVIX_RELAY: 'ws://127.0.0.1:9/listen/' })));
  expect([nothing.kind, nothing.message]).toEqual(['network', expect.stringContaining('127.0.0.1:9')]);
  const mute = await startRelay({ mute: true });
  const world = stillWorld(mute.env);
  const quiet = await world.during(failureOf(opened('svix', world)), 1_000);
  expect([quiet.kind, quiet.message]).toEqual(['network', expect.stringContaining('nothing heard from the relay for 21 s')]);
  const chatty = await startRelay({ mute: true, before: Array.from({ length: 12 }, () => '{"type":"news","data":{}}') });
  expect((await failureOf(opened('svix', stillWorld(chatty.env)))).message).toContain('did not respond to the handshake');
  expect((await failureOf(opened('svix', stillWorld({ BOLTCALL_SVIX_RELAY: 'nonsense' })))).kind).toBe('usage');
});

test('frames before the answer to the start do not matter, and the token of the answer is the one in the address', async () => {
  const relay = await startRelay({ before: ['{"type":"news","data":{}}', 'x'], give: 'c_given00000' });
  const { tunnel } = await opened('svix', stillWorld(relay.env));
  expect(tunnel.address().pathname).toBe('/in/c_given00000/');
  expect((await send(tunnel.address(), 'x')).status).toBe(200);
});

test('an opening that is cut short leaves nothing behind', async () => {
  const relay = await startRelay({ mute: true });
  const cut = new AbortController();
  const opening = opened('svix', stillWorld(relay.env), { signal: cut.signal });
  await eventually('a connection', () => relay.connections() === 1);
  cut.abort(new Failure('interrupted', 'Interrupted'));
  expect((await failureOf(opening)).kind).toBe('interrupted');
});
