import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerFrame, readFrame, startFrame } from '../../../../../src/webhooks/tunnels/svix/frames.ts';
import { makeToken } from '../../../../../src/webhooks/tunnels/svix/token.ts';
import { systemWorld } from '../../../../../src/world.ts';

const event = (data: unknown): string => JSON.stringify({ type: 'event', version: 1, data });
const read = (text: string) => readFrame(Buffer.from(text), '/x');

test('any bytes pass both ways unchanged, in frames', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      const body = Buffer.from(bytes);
      const text = event({ id: '1', method: 'POST', headers: { A: 'b' }, body: body.toString('base64') });
      const frame = read(text);
      expect(frame).toEqual({ type: 'event', id: '1', incoming: { method: 'POST', path: '/x', headers: [['A', 'b']], body } });
      const answer = JSON.parse(answerFrame('1', { status: 200, headers: [], body: bytes }).toString());
      expect(Buffer.from(answer.data.body, 'base64').equals(body)).toBe(true);
    }),
  );
});

test('whatever comes in, reading never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.anything(),
        fc.record({ type: fc.constantFrom('event', 'start'), data: fc.anything() }).map((value) => JSON.stringify(value) ?? ''),
      ),
      (data) => {
        for (const given of [data, Buffer.from(String(data))]) expect(['start', 'event', 'broken', 'unknown']).toContain(readFrame(given, '/x').type);
      },
    ),
  );
});

test('what is missing in an event has a usual value, what is wrong in it is told apart', () => {
  expect(read(event({ id: '1' }))).toMatchObject({ type: 'event', incoming: { method: 'POST', headers: [], body: Buffer.alloc(0) } });
  expect(read(event({ id: '1', headers: { a: 'b', c: 7 } }))).toMatchObject({ incoming: { headers: [['a', 'b']] } });
  for (const wrong of [{ body: 7 }, { body: 'ab=c' }, { body: 'a*b' }, { method: 1 }, { headers: 'x' }]) {
    expect(read(event({ id: '1', ...wrong }))).toEqual({ type: 'broken', id: '1' });
  }
  expect(read(event({ id: 1 }))).toEqual({ type: 'unknown' });
});

test('a start is told with the token, and a token that would change the address is none', () => {
  expect(JSON.parse(startFrame('c_0123456789'))).toEqual({ type: 'start', version: 1, data: { token: 'c_0123456789' } });
  expect(read(startFrame('c_0123456789'))).toEqual({ type: 'start', token: 'c_0123456789' });
  for (const token of ['../x', 'a/b', '', 'x?y', 7])
    expect(read(JSON.stringify({ type: 'start', version: 1, data: { token } })).type).toBe('unknown');
});

test('repeated headers of an answer are joined', () => {
  const headers = [
    ['x-a', '1'],
    ['x-b', '2'],
    ['x-a', '3'],
  ] as const;
  const answer = JSON.parse(answerFrame('9', { status: 204, headers, body: new Uint8Array() }).toString());
  expect(answer).toEqual({ type: 'event', version: 1, data: { id: '9', status: 204, headers: { 'x-a': '1, 3', 'x-b': '2' }, body: '' } });
});

test('tokens look as the relay wants them and differ', () => {
  const world = systemWorld();
  const tokens = Array.from({ length: 200 }, () => makeToken(world));
  for (const token of tokens) expect(token).toMatch(/^c_[0-9A-Za-z]{10}$/);
  expect(new Set(tokens).size).toBe(200);
});
