import { expect, test } from 'vitest';
import type { Delivery } from '../../../../src/webhooks/delivery.ts';
import { createFailures } from '../../../../src/webhooks/forward/failures.ts';

const delivery = (id: string): Delivery => ({ id, receivedAt: 0, method: 'POST', path: '/', headers: [], body: Buffer.alloc(0), verified: true });
const attempt = (target: string, at: number, status?: number) => ({ target, attempt: 1, at, ms: 1, ...(status === undefined ? {} : { status }) });

test('a 4xx counts, a retry or a replay that works makes good, and the newest that failed is the one to send again', () => {
  const failures = createFailures();
  const [one, two] = [delivery('one'), delivery('two')];
  failures.heard(one, attempt('a', 1, 404), false);
  failures.heard(one, attempt('b', 1, 200), false);
  failures.heard(two, attempt('a', 2), false);
  expect([failures.count(), failures.last()?.id]).toEqual([2, 'two']);
  failures.heard(two, attempt('a', 10, 200), false);
  expect([failures.count(), failures.last()?.id]).toEqual([1, 'one']);
  failures.heard(one, attempt('c', 20, 204), true);
  expect([failures.count(), failures.last()]).toEqual([0, undefined]);
});

test('all are counted; of many the newest are held', () => {
  const failures = createFailures();
  for (let at = 0; at < 500; at += 1) failures.heard(delivery(`d${at}`), attempt('a', at, 500), false);
  expect([failures.count(), failures.last()?.id]).toEqual([500, 'd499']);
  failures.heard(delivery('d0'), attempt('a', 9_000, 200), true);
  expect(failures.count()).toBe(499);
});

test('a redelivery is one more attempt at the delivery that it repeats', () => {
  const failures = createFailures();
  const first = delivery('one');
  const again = { ...delivery('two'), repeatOf: 'one' };
  failures.heard(first, attempt('a', 1, 200), false);
  failures.heard(first, attempt('b', 1, 500), false);
  failures.heard(again, attempt('b', 10, 503), false);
  expect([failures.count(), failures.last()?.id]).toEqual([1, 'two']);
  failures.heard({ ...delivery('three'), repeatOf: 'one' }, attempt('b', 20, 200), false);
  expect([failures.count(), failures.last()]).toEqual([0, undefined]);
});

test('an attempt that began before the replay that made good, and ends after it, changes nothing', () => {
  const failures = createFailures();
  const [one, two] = [delivery('one'), delivery('two')];
  failures.heard(one, attempt('a', 1, 500), false);
  failures.heard(one, attempt('a', 20, 200), true);
  failures.heard(one, attempt('a', 10, 500), false);
  failures.heard(two, attempt('a', 20, 200), true);
  failures.heard(two, attempt('a', 10, 500), false);
  expect([failures.count(), failures.last()]).toEqual([0, undefined]);
  failures.heard(one, attempt('a', 30, 500), true);
  expect([failures.count(), failures.last()?.id]).toEqual([1, 'one']);
});

test('beyond the limit the oldest failures are forgotten, but still count', () => {
  const failures = createFailures(3);
  for (let at = 0; at < 10; at += 1) failures.heard(delivery(`d${at}`), attempt('a', at, 500), false);
  failures.heard(delivery('d9'), attempt('a', 20, 200), false);
  expect([failures.count(), failures.last()?.id]).toEqual([9, 'd8']);
  failures.heard(delivery('d8'), attempt('a', 30, 200), true);
  failures.heard(delivery('d7'), attempt('a', 40, 200), true);
  expect([failures.count(), failures.last()]).toEqual([7, undefined]);
});
