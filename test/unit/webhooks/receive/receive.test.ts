import { expect, test } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { sign } from '../../../../src/values/signature.ts';
import { createQueue } from '../../../../src/webhooks/forward/queue.ts';
import { outgoing, parseHeader } from '../../../../src/webhooks/headers.ts';
import { eventOf, readPayload } from '../../../../src/webhooks/payload.ts';
import {
  createReceiver,
  type Genuine,
  largestBody,
  type ReceiverOptions,
  type Refusal,
  refusalFor,
} from '../../../../src/webhooks/receive/receiver.ts';

const secret = 'whsec_a';

/** Creates a receiver and records what it is told. */
const receiving = (options: Partial<ReceiverOptions> = {}) => {
  const taken: Genuine[] = [];
  const refused: Refusal[] = [];
  let probed = 0;
  const receiver = createReceiver({
    path: '/_boltcall/mia-1',
    probe: { header: 'x-boltcall-probe', value: 'p', seen: () => (probed += 1), onSeen: () => () => {} },
    secrets: () => [secret],
    allowUnsigned: false,
    maxBody: largestBody,
    accept: async (genuine) => {
      taken.push(genuine);
      return 202;
    },
    onRefusal: (refusal) => refused.push(refusal),
    ...options,
  });
  return { receiver, taken, refused, probed: () => probed };
};

const incoming = (
  body: Buffer | string,
  headers: ReadonlyArray<readonly [string, string]> = [['X-Boltcall-Signature', `sha256=${sign(secret, Buffer.from(body))}`]],
) => ({
  method: 'POST',
  path: '/_boltcall/mia-1',
  headers,
  body: Buffer.from(body),
});

test.each([
  ['/_boltcall/mia-1', undefined],
  ['/in/front/_boltcall/mia-1', undefined],
  ['/_boltcall/mia-1?x=/y', undefined],
  ['/_boltcall/mia-12', 404],
  ['/_boltcall/mia-', 404],
  ['/?x=/_boltcall/mia-1', 404],
  ['', 404],
])('path %s: %s', (path, status) => {
  const { receiver } = receiving();
  expect(receiver.refuse({ method: 'POST', path, headers: [] })?.status).toBe(status);
});

test('the probe is answered and told, and nobody can guess it', () => {
  const { receiver, probed } = receiving();
  const head = { method: 'POST', path: '/_boltcall/mia-1' };
  expect(receiver.refuse({ ...head, headers: [['X-Boltcall-Probe', 'p']] })?.status).toBe(204);
  expect(receiver.refuse({ ...head, headers: [['X-Boltcall-Probe', 'q']] })).toBeUndefined();
  expect(probed()).toBe(1);
});

test('signatures: both forms, of any of the secrets; nothing else', async () => {
  const body = 'é\u2028';
  const hex = sign(secret, Buffer.from(body));
  const { receiver, taken, refused } = receiving({ secrets: () => ['other', secret] });
  for (const value of [hex, `sha256=${hex}`]) expect((await receiver.deliver(incoming(body, [['x-boltcall-SIGNATURE', value]]))).status).toBe(202);
  for (const value of ['', hex.slice(1), `sha1=${hex}`, `sha256=${sign('third', Buffer.from(body))}`, hex.toUpperCase()]) {
    expect((await receiver.deliver(incoming(body, [['X-Boltcall-Signature', value]]))).status, value).toBe(401);
  }
  expect((await receiver.deliver(incoming(body, []))).status).toBe(401);
  const twice = (one: string, other: string) => [['X-Boltcall-Signature', one] as const, ['x-boltcall-signature', other] as const];
  for (const pair of [twice(hex, 'sha256=00'), twice('sha256=00', hex)]) expect((await receiver.deliver(incoming(body, pair))).status).toBe(401);
  expect((await receiver.deliver(incoming(body, twice(hex, `sha256=${hex}`)))).status).toBe(202);
  expect(taken.map(({ verified, digest }) => [verified, digest])).toEqual([
    [true, hex],
    [true, hex],
    [true, hex],
  ]);
  const reasons = refused.map(({ reason }) => reason);
  expect(reasons).toEqual([...Array.from({ length: 5 }, () => 'bad_signature'), 'no_signature', 'bad_signature', 'bad_signature']);
});

test('waits for the secret while the registration is not answered', async () => {
  let tell = (_: readonly string[]): void => {};
  const known = new Promise<readonly string[]>((resolve) => {
    tell = resolve;
  });
  const { receiver, taken } = receiving({ secrets: () => known });
  const reply = receiver.deliver(incoming('{}'));
  expect(taken).toEqual([]);
  tell([secret]);
  expect((await reply).status).toBe(202);
});

test('too large, a full queue, a listener that stops', async () => {
  const { receiver } = receiving({ accept: () => refusalFor('queue_full') });
  expect((await receiver.deliver(incoming(Buffer.alloc(largestBody + 1), []))).status).toBe(413);
  expect((await receiver.deliver(incoming('{}'))).status).toBe(503);
  const { receiver: stopping, taken } = receiving();
  stopping.stop();
  expect((await stopping.deliver(incoming('{}'))).status).toBe(503);
  expect(taken).toEqual([]);
});

test('a tunnel that carries deliveries itself brings no path of ours', async () => {
  const { receiver } = receiving();
  expect((await receiver.take({ ...incoming('{}'), path: '/in/c_token/' })).status).toBe(202);
  expect((await receiver.take({ ...incoming('{}'), method: 'GET' })).status).toBe(405);
});

test('a queue has so many places and holds a bounded number behind them', async () => {
  const queue = createQueue(2, { jobs: 1, bytes: 10 });
  const started: number[] = [];
  const enter = (number: number, bytes: number): void => {
    const place = queue.enter(bytes);
    if (place === undefined) started.push(number);
    else void place.then(() => started.push(number));
  };
  enter(1, 1);
  enter(2, 1);
  expect(queue.room(11)).toBe(false);
  expect(queue.room(10)).toBe(true);
  enter(3, 10);
  expect(queue.room(0)).toBe(false);
  await Promise.resolve();
  expect(started).toEqual([1, 2]);
  queue.leave();
  await Promise.resolve();
  expect(started).toEqual([1, 2, 3]);
  expect(queue.room(10)).toBe(true);
  for (let place = 0; place < 2; place++) queue.leave();
  enter(4, 1);
  expect(started).toEqual([1, 2, 3, 4]);
});

test('headers that an app gets', () => {
  const flat = outgoing(
    [
      ['Host', 'public.test'],
      ['X-A', '1'],
      ['x-a', '2'],
      ['Connection', 'close, X-B'],
      ['X-B', 'gone'],
      ['connection', 'x-c'],
      ['X-C', 'gone too'],
      ['Transfer-Encoding', 'chunked'],
      ['Content-Length', '3'],
      ['Content-Encoding', 'gzip'],
      ['X-Boltcall-Signature', 'old'],
      ['x-boltcall-original-signature', 'forged'],
      ['X-Set', 'theirs'],
    ],
    { signature: 'new', extra: [['x-set', 'mine']], authorization: 'Basic x' },
  );
  expect(flat).toEqual([
    ...['X-A', '1', 'x-a', '2', 'Content-Encoding', 'gzip'],
    ...['X-Boltcall-Signature', 'new', 'X-Boltcall-Original-Signature', 'old'],
    ...['X-Forwarded-Host', 'public.test', 'Authorization', 'Basic x', 'x-set', 'mine'],
  ]);
  const behind = outgoing(
    [
      ['host', '127.0.0.1:5'],
      ['X-Forwarded-Host', 'public.test'],
    ],
    { extra: [] },
  );
  expect(behind).toEqual(['X-Forwarded-Host', 'public.test']);
});

test('-H', () => {
  expect(parseHeader('X-A:  b: c ')).toEqual(['X-A', 'b: c']);
  expect(parseHeader('Host: x.test')).toEqual(['Host', 'x.test']);
  for (const typed of ['x', ': y', 'a b: c', 'X: a\nb', 'Content-Length: 1', 'connection: x'])
    expect(() => parseHeader(typed), typed).toThrow(Failure);
});

test('what a payload says, in both sets of names; never an error', () => {
  const read = (value: unknown) => readPayload(Buffer.from(JSON.stringify(value)));
  expect(read({ event: 'call.started', data: { id: 'c', caller: '+1', agent_id: 'a' } })).toMatchObject({
    event: 'call.started',
    subject: 'c',
    who: '+1',
    agent: 'a',
  });
  expect(read({ event: 'new_lead', data: { id: 'l', first_name: 'Ana', last_name: 'B', phone: '+1' } }).who).toBe('Ana B');
  for (const value of [null, 1, [], 'x', { event: 5, data: 6 }, { data: null }, { event: '', data: [] }]) {
    expect(read(value).event).toBeUndefined();
    expect(read(value).who).toBeUndefined();
  }
  expect(readPayload(Buffer.from([0xff]))).toEqual({ value: undefined });
  expect(readPayload(Buffer.alloc(0))).toEqual({ value: undefined });
});

test.each([
  ['{"event":"call.started","data":{}}', 'call.started'],
  ['{ "event" : "new_lead" }', 'new_lead'],
  ['{"data":{"event":"no"},"event":"late.one"}', 'late.one'],
  ['{"event":"caf\\u00e9"}', 'caf\u00e9'],
  ['{"event":"田中"}', '田中'],
  [`{"event":"${'x'.repeat(200)}"}`, 'x'.repeat(200)],
  ['{"event":5}', undefined],
  ['event', undefined],
  ['', undefined],
])('the name in %s', (body, name) => {
  expect(eventOf(Buffer.from(body))).toBe(name);
  expect(readPayload(Buffer.from(body)).event).toBe(name);
});
