import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { sign } from '../../../../src/values/signature.ts';
import { createAdmission } from '../../../../src/webhooks/receive/connections.ts';
import { createReceiver, largestBody, type Refusal } from '../../../../src/webhooks/receive/receiver.ts';
import { serve } from '../../../../src/webhooks/receive/server.ts';
import { systemWorld } from '../../../../src/world.ts';
import { eventually } from '../../../support/eventually.ts';
import { later } from '../../../support/temporary.ts';

const secret = 'whsec_a';

/** Starts a receiver on loopback that accepts everything with a valid signature. */
const receiving = async () => {
  const refused: Refusal[] = [];
  const receiver = createReceiver({
    path: '/hooks',
    probe: { header: 'x-boltcall-probe', value: 'p', seen: () => {}, onSeen: () => () => {} },
    secrets: () => [secret],
    allowUnsigned: false,
    maxBody: largestBody,
    // Simulates an app that takes 50 ms.
    accept: () => new Promise((resolve) => setTimeout(() => resolve(202), 50)),
    onRefusal: (refusal) => refused.push(refusal),
  });
  const { port, close } = await serve(systemWorld(), receiver, { port: 0, allowUnsigned: false, maxBody: largestBody });
  later(close);
  return { port, refused };
};

/** Opens a connection and records what arrives on it. */
const open = (port: number): { socket: Socket; got: () => string; closed: () => boolean } => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  let closed = false;
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
  });
  later(() => socket.destroy());
  return { socket, got: () => text, closed: () => closed };
};

const head = (length: number, signature = 'x', more = ''): string =>
  `POST /hooks HTTP/1.1\r\nHost: x\r\nX-Boltcall-Signature: ${signature}\r\nContent-Length: ${length}\r\n${more}\r\n`;
const genuine = (body: string, more = ''): string => head(Buffer.byteLength(body), sign(secret, Buffer.from(body)), more) + body;

const deliver = async (port: number, body = '{}'): Promise<string> => {
  const { socket, got } = open(port);
  socket.write(genuine(body));
  return eventually('an answer', () => got().includes('\r\n\r\n') && got().slice(0, 12), 5_000);
};

test('large bodies that stall make room: a delivery passes all the same', async () => {
  const { port, refused } = await receiving();
  for (let number = 0; number < 14; number += 1) {
    const { socket } = open(port);
    socket.write(head(5_200_000));
    socket.write(Buffer.alloc(5_000_000));
  }
  await eventually('more than is held', () => refused.length > 0);
  expect(await deliver(port, 'x'.repeat(4_900_000))).toBe('HTTP/1.1 202');
  expect(await deliver(port)).toBe('HTTP/1.1 202');
  // No more requests are dropped than necessary.
  expect(refused.length).toBeLessThanOrEqual(2);
  expect(refused).toEqual(refused.map(() => ({ status: 503, reason: 'busy' })));
});

test('who says with the request that nothing more will come is answered', async () => {
  const { port } = await receiving();
  const { socket, got, closed } = open(port);
  socket.end(genuine('{}'));
  await eventually('the end of the answer', closed);
  expect(got()).toMatch(/^HTTP\/1\.1 202 /);
});

test('many headers are all read, and too many refused', async () => {
  const { port, refused } = await receiving();
  const answer = async (count: number): Promise<string> => {
    const { socket, got } = open(port);
    socket.write(genuine('{}', Array.from({ length: count }, (_, index) => `h${index}:\r\n`).join('')));
    return eventually('an answer', () => got().includes('\r\n\r\n') && got().slice(0, 12));
  };
  expect(await answer(990)).toBe('HTTP/1.1 202');
  expect(await answer(1_100)).toBe('HTTP/1.1 431');
  // More than 16 KiB of headers.
  expect(await answer(5_000)).toBe('HTTP/1.1 431');
  expect(refused).toEqual([{ status: 431, reason: 'too_many_headers' }]);
});

test('an upload goes on beside any number of idle connections', async () => {
  const { port } = await receiving();
  const body = 'x'.repeat(100_000);
  const { socket, got } = open(port);
  socket.write(genuine(body).slice(0, -1));
  for (let batch = 0; batch < 12; batch += 1) {
    const others = Array.from({ length: 100 }, () => open(port));
    await eventually('connections', () => others.every(({ socket: one }) => !one.connecting));
  }
  // This connection is the newest, so all earlier ones have been accepted.
  expect(await deliver(port)).toBe('HTTP/1.1 202');
  socket.write('x');
  expect(await eventually('an answer', () => got().includes('\r\n\r\n') && got().slice(0, 12))).toBe('HTTP/1.1 202');
});

test('of too many connections one without a whole request makes room, never one that is being answered', async () => {
  const { port } = await receiving();
  const [first, second, third, fourth] = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const { socket, closed } = open(port);
      await eventually('a connection', () => !socket.connecting);
      return { socket, closed };
    }),
  );
  if (!first || !second || !third || !fourth) throw new Error('unreachable');
  const admission = createAdmission(2);
  admission.admit(first.socket);
  admission.busy(first.socket);
  admission.admit(second.socket);
  admission.reading(second.socket);
  admission.admit(third.socket);
  admission.admit(fourth.socket);
  await eventually('the idle one to go', third.closed);
  expect([first, second, fourth].map(({ closed }) => closed())).toEqual([false, false, false]);
});
