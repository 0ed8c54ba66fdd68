import { Agent, request } from 'node:http';
import { get as getHttps } from 'node:https';
import { expect, test } from 'vitest';
import { hasIPv6, startServer } from './server.ts';

test('records the raw bytes, the headers in order and case, and the address', async () => {
  const server = await startServer([
    { status: 201, body: { made: true } },
    { status: 418, body: 'tea' },
  ]);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (path: string, body: string): Promise<{ status: number | undefined; text: string }> =>
    new Promise((resolve, reject) => {
      const headers = ['X-B', '1', 'x-a', '2', 'X-B', '3', 'Host', 'example.test', 'Content-Length', String(Buffer.byteLength(body))];
      const sent = request({ host: '127.0.0.1', port: server.port, method: 'POST', path, headers, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  expect(await send('/one?x=%20', 'ä1')).toEqual({ status: 201, text: '{"made":true}' });
  expect(await send('/two', '{"two":2}')).toEqual({ status: 418, text: 'tea' });
  agent.destroy();
  const [first, second] = server.requests;
  expect(first?.url).toBe('/one?x=%20');
  expect(first?.headers.slice(0, 4)).toEqual([
    ['X-B', '1'],
    ['x-a', '2'],
    ['X-B', '3'],
    ['Host', 'example.test'],
  ]);
  expect(first?.raw.toString()).toMatch(/^POST \/one\?x=%20 HTTP\/1\.1\r\nX-B: 1\r\n[\s\S]*\r\n\r\nä1$/);
  expect(second?.raw.toString()).toMatch(/^POST \/two HTTP\/1\.1[\s\S]*{"two":2}$/);
  expect(second?.json()).toEqual({ two: 2 });
  expect(second?.to).toBe('127.0.0.1');
  expect(server.connections()).toBe(1);
});

test('breaks a connection before or in the middle of an answer', async () => {
  const server = await startServer([{ reset: 'before' }, { reset: 'middle', body: 'x'.repeat(1000) }]);
  await expect(fetch(server.url)).rejects.toThrow();
  const answer = await fetch(server.url);
  await expect(answer.text()).rejects.toThrow();
});

test('answers over TLS with a certificate that is its own authority', async () => {
  const server = await startServer({ body: { safe: true } }, { https: true });
  const ca = server.certificate ?? '';
  const status = await new Promise((resolve, reject) => {
    getHttps(server.url, { ca }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
  expect(status).toBe(200);
  await expect(new Promise((_, reject) => getHttps(server.url).on('error', reject))).rejects.toThrow(/self-signed/);
});

test.skipIf(!hasIPv6())('takes the same port on both loopback addresses', async () => {
  const server = await startServer({ body: {} }, { on: 'both' });
  await fetch(`http://127.0.0.1:${server.port}/`);
  await fetch(`http://[::1]:${server.port}/`);
  expect(server.requests.map((recorded) => recorded.to)).toEqual(['127.0.0.1', '::1']);
});

test('breaks off what asks without an end: too many requests, too many bytes in, too many out', async () => {
  const often = await startServer({ body: {} }, { most: { requests: 2 } });
  const into = await startServer({ body: {} }, { most: { bytes: 10_000 } });
  const out = await startServer({ body: 'x'.repeat(10_000) }, { most: { bytes: 10_000 } });
  for (const [server, body] of [
    [often, undefined],
    [often, undefined],
    [into, 'x'],
    [out, undefined],
  ] as const) {
    expect((await fetch(server.url, body === undefined ? {} : { method: 'POST', body })).status).toBe(200);
  }
  await expect(fetch(often.url)).rejects.toThrow();
  await expect(fetch(into.url, { method: 'POST', body: 'x'.repeat(20_000) })).rejects.toThrow();
  await expect(fetch(out.url)).rejects.toThrow();
});
