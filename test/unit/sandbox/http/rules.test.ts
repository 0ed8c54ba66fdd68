import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../../src/sandbox/api/refusal.ts';
import { span } from '../../../../src/sandbox/api/time-span.ts';
import { admit } from '../../../../src/sandbox/deliver/addresses.ts';
import { faults } from '../../../../src/sandbox/http/faults.ts';
import { guard, keyOf } from '../../../../src/sandbox/http/guard.ts';
import { limiter, plans } from '../../../../src/sandbox/http/rate-limit.ts';

/** Returns the status of the refusal, or 0 if the action is not refused. */
const refusal = (action: () => unknown): number => {
  try {
    action();
    return 0;
  } catch (error) {
    if (error instanceof Refusal) return error.status;
    throw error;
  }
};

describe('which requests are heard', () => {
  test.each([
    ['127.0.0.1:4010', undefined, '127.0.0.1', 0],
    ['localhost:4010', undefined, '127.0.0.1', 0],
    ['LOCALHOST', 'http://LOCALHOST', '127.0.0.1', 0],
    ['[::1]:4010', undefined, '127.0.0.1', 0],
    ['app.localhost:4010', undefined, '127.0.0.1', 0],
    ['evil.example:4010', undefined, '127.0.0.1', 403],
    ['127.0.0.1.evil.example', undefined, '127.0.0.1', 403],
    ['192.168.1.5:4010', undefined, '127.0.0.1', 403],
    [undefined, undefined, '127.0.0.1', 403],
    ['127.0.0.1:4010', 'https://evil.example', '127.0.0.1', 403],
    ['127.0.0.1:4010', 'null', '127.0.0.1', 403],
    ['127.0.0.1:4010', 'http://127.0.0.1:3000', '127.0.0.1', 403],
    ['127.0.0.1:4010', 'http://127.0.0.1:4010', '127.0.0.1', 0],
    ['192.168.1.5:4010', undefined, '0.0.0.0', 0],
    ['sandbox:4010', undefined, '0.0.0.0', 0],
    ['host.docker.internal:4010', undefined, '0.0.0.0', 0],
    ['evil.example', undefined, '0.0.0.0', 403],
    ['box.example', undefined, 'box.example', 0],
  ])('Host %s, Origin %s, bound to %s: %i', (host, origin, bound, status) => {
    expect(refusal(() => guard(host, origin, bound))).toBe(status);
  });
});

test.each([
  ['Bearer sk_live_x', 'GET', 0],
  ['bearer bc_0123456789abcdef', 'POST', 0],
  ['Bearer sk_12345', 'GET', 0],
  ['Bearer sk_1234', 'GET', 401],
  ['Bearer pk_12345678', 'GET', 401],
  ['Bearer sk_a b_c_d_e', 'GET', 401],
  ['Basic sk_test_12345', 'GET', 401],
  ['', 'GET', 401],
  [undefined, 'GET', 401],
  ['Bearer sk_test_readonly', 'GET', 0],
  ['Bearer sk_test_readonly_7', 'DELETE', 403],
])('%s with %s: %i', (authorization, method, status) => {
  expect(refusal(() => keyOf(authorization, method))).toBe(status);
});

describe('rate limits', () => {
  test('a plan takes its burst at once, then its rate', () => {
    const take = limiter(plans.starter);
    const first = Array.from({ length: 11 }, () => take('k', 0));
    expect(first.map(({ taken }) => taken)).toEqual([...Array.from({ length: 10 }, () => true), false]);
    expect(first[0]).toEqual({ taken: true, limit: 60, remaining: 59, reset: 60 });
    // The next request is accepted one second later, and the headers say so.
    expect(first[10]).toEqual({ taken: false, limit: 60, remaining: 0, reset: 1 });
    expect(take('k', 1000).taken).toBe(true);
    expect(take('other', 0).taken).toBe(true);
  });
  test('a client that spreads its requests gets all of the rate', () => {
    const take = limiter(plans.starter);
    const taken = Array.from({ length: 180 }, (_, second) => take('k', second * 1000).taken);
    expect(taken.every(Boolean)).toBe(true);
  });
  test('a window that is used up ends when it says', () => {
    const take = limiter(plans.starter);
    // 60 requests within 50 s: the burst, then one per second.
    for (let n = 0; n < 60; n++) expect(take('k', Math.max(0, n - 9) * 1000).taken).toBe(true);
    expect(take('k', 55_000)).toEqual({ taken: false, limit: 60, remaining: 0, reset: 60 });
    expect(take('k', 60_000)).toMatchObject({ taken: true, remaining: 59, reset: 120 });
  });
});

test('faults come as asked for, and the same ones again', () => {
  const next = faults(0, [503, 429], 1);
  expect([refusal(next), refusal(next), refusal(next)]).toEqual([503, 429, 0]);
  const run = (seed: number): number[] => {
    const maybe = faults(0.3, [], seed);
    return Array.from({ length: 500 }, () => refusal(maybe));
  };
  expect(run(1)).toEqual(run(1));
  expect(run(1)).not.toEqual(run(2));
  const failed = run(1).filter((status) => status === 500).length;
  expect(failed).toBeGreaterThan(100);
  expect(failed).toBeLessThan(200);
  expect(Array.from({ length: 50 }, (_, n) => refusal(faults(1, [], n)))).not.toContain(0);
});

test.each([
  ['2025-03-01', '2025-03-01T00:00:00.000Z', '2025-03-01T23:59:59.999Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
  ['2025-03-01T09:00:00Z', '2025-03-01T09:00:00.000Z', '2025-03-01T09:00:00.999Z'],
  ['2025-03-01T09:00', '2025-03-01T09:00:00.000Z', '2025-03-01T09:00:00.999Z'],
  ['2025-03-01T09:00:00-05:00', '2025-03-01T14:00:00.000Z', '2025-03-01T14:00:00.999Z'],
  ['2025-03-01T09:00:00+0530', '2025-03-01T03:30:00.000Z', '2025-03-01T03:30:00.999Z'],
])('%s is from %s to %s', (text, first, last) => {
  const found = span(text);
  expect(found && [new Date(found.first).toISOString(), new Date(found.last).toISOString()]).toEqual([first, last]);
});

test.each(['', '2025', '2025-13-01', '2025-02-29', '2025-03-01T25:00', 'today', '1740787200', '2025-03-01T09:00:00+99:00'])(
  '%j is no time',
  (text) => {
    expect(span(text)).toBeUndefined();
  },
);

test.each([
  ['https://example.com/hooks', true],
  ['https://93.184.216.34/', true],
  ['http://127.0.0.1:3000/x', true],
  ['http://localhost:3000', true],
  ['http://[::1]:3000', true],
  ['http://192.168.0.7/', true],
  ['http://10.1.2.3/', true],
  ['http://172.16.0.1/', true],
  ['http://172.32.0.1/', false],
  ['http://8.8.8.8/', false],
  ['http://[2001:db8::1]/', false],
  ['ftp://127.0.0.1/', false],
  ['https://user:word@example.com/', false],
])('%s may be registered: %s', async (url, fits) => {
  const status = await admit(url).then(
    () => 0,
    (error: unknown) => (error instanceof Refusal ? error.status : -1),
  );
  expect(status).toBe(fits ? 0 : 422);
});
