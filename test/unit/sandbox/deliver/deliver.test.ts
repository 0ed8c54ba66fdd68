import { describe, expect, test } from 'vitest';
import type { Webhook } from '../../../../src/sandbox/data/records.ts';
import { type Delivered, deliverer } from '../../../../src/sandbox/deliver/deliver.ts';
import { verify } from '../../../../src/values/signature.ts';
import { systemWorld } from '../../../../src/world.ts';
import { eventually } from '../../../support/eventually.ts';
import { startServer } from '../../../support/server.ts';
import { later } from '../../../support/temporary.ts';

const hook = (url: string, events: string[] = ['call.completed'], secret = 'whsec_ä'): Webhook => ({
  id: 'wh_1',
  url,
  events,
  status: 'active',
  secret,
  created_at: '',
});
const now = Date.parse('2025-03-01T09:00:00Z');

const open = (times: { timeout?: number; pause?: number; anywhere?: boolean } = {}) => {
  const told: Delivered[] = [];
  const deliveries = deliverer(systemWorld(), { anywhere: false, timeout: 5000, pause: 10, ...times }, (delivered) => told.push(delivered));
  later(() => deliveries.close());
  const tries = (count: number): Promise<Delivered[]> => eventually(`${count} tries`, () => told.length >= count && told);
  return { deliveries, tries, told };
};

test('a delivery has the headers and the form of the vendor', async () => {
  const target = await startServer({ status: 200 });
  const { deliveries, tries } = open();
  deliveries.emit('call.completed', { id: 'call_1', text: '✓' }, [hook(`${target.url}/a?b=1`)], now);
  expect(await tries(1)).toMatchObject([{ event: 'call.completed', attempt: 1, status: 200 }]);
  const request = await target.request(1);
  expect(request.body.toString()).toBe('{"event":"call.completed","timestamp":"2025-03-01T09:00:00Z","data":{"id":"call_1","text":"✓"}}');
  expect(verify('whsec_ä', request.body, request.header('x-boltcall-signature') ?? '')).toBe(true);
  expect(request.header('x-boltcall-signature')).toMatch(/^sha256=/);
  expect([request.header('content-type'), request.header('user-agent'), request.header('content-length')]).toEqual([
    'application/json',
    'Boltcall-Webhook/1.0',
    String(request.body.length),
  ]);
});

test('only who asked for an event hears of it, under the name asked for', async () => {
  const target = await startServer({ status: 200 });
  const { deliveries, tries } = open();
  deliveries.emit('lead.created', {}, [hook(`${target.url}/no`), hook(`${target.url}/yes`, ['new_lead', 'x'])], now);
  deliveries.emit('call.completed', {}, [hook(`${target.url}/last`)], now);
  await tries(2);
  expect(target.requests.map(({ url }) => url).sort()).toEqual(['/last', '/yes']);
  expect(target.requests.find(({ url }) => url === '/yes')?.json()).toMatchObject({ event: 'new_lead' });
});

describe('one repeat', () => {
  test.each([500, 503])('after a %i, with the same bytes', async (status) => {
    const target = await startServer([{ status }, { status: 200 }]);
    const { deliveries, tries } = open();
    deliveries.emit('call.completed', {}, [hook(target.url)], now);
    expect((await tries(2)).map((each) => each.status)).toEqual([status, 200]);
    const [first, second] = target.requests;
    expect(second?.body).toEqual(first?.body);
    expect(second?.header('x-boltcall-signature')).toBe(first?.header('x-boltcall-signature'));
  });
  test('after no answer in time, and then no other', async () => {
    const target = await startServer({ hang: true });
    const { deliveries, tries } = open({ timeout: 50 });
    deliveries.emit('call.completed', {}, [hook(target.url)], now);
    expect((await tries(2)).map(({ error, attempt }) => [error, attempt])).toEqual([
      ['no answer in time', 1],
      ['no answer in time', 2],
    ]);
  });
  test('after a refused connection', async () => {
    const target = await startServer({ status: 200 });
    await target.close();
    const { deliveries, tries } = open();
    deliveries.emit('call.completed', {}, [hook(target.url)], now);
    expect((await tries(2)).map(({ error }) => error)).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
  });
  test.each([400, 404, 410, 302])('but none after a %i', async (status) => {
    const target = await startServer({ status, headers: { location: '/elsewhere' } });
    const { deliveries, tries } = open({ pause: 0 });
    deliveries.emit('call.completed', {}, [hook(target.url)], now);
    await tries(1);
    // More deliveries, one after another: a retry would show up between them.
    for (let n = 2; n < 8; n++) {
      deliveries.emit('call.completed', {}, [hook(`${target.url}/${n}`)], now);
      await tries(n);
    }
    expect(target.requests.map(({ url }) => url)).toEqual(['/', '/2', '/3', '/4', '/5', '/6', '/7']);
  });
});

test('a public address is skipped, and told', async () => {
  const { deliveries, tries } = open();
  deliveries.emit('call.completed', {}, [hook('https://93.184.216.34/hooks'), hook('https://[2001:db8::1]/')], now);
  const told = await tries(2);
  expect(told.every(({ error, status }) => status === undefined && error?.startsWith('skipped'))).toBe(true);
});

test('a hundred at once all arrive, and what waits ends with it', async () => {
  const target = await startServer({ status: 200 });
  const { deliveries, tries, told } = open();
  for (let n = 0; n < 100; n++) deliveries.emit('call.completed', { n }, [hook(target.url)], now);
  await tries(100);
  expect(new Set(target.requests.map(({ body }) => body.toString())).size).toBe(100);
  const silent = await startServer({ hang: true });
  for (let n = 0; n < 100; n++) deliveries.emit('call.completed', { n }, [hook(silent.url)], now);
  await silent.request(1);
  deliveries.close();
  expect(silent.requests.length).toBeLessThanOrEqual(64);
  // Abandoned deliveries are not reported as failed.
  expect(told).toHaveLength(100);
});
