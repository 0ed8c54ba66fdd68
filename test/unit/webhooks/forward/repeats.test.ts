import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createMemory, firstSeen } from '../../../../src/webhooks/forward/repeats.ts';

const digest = (number: number): string => createHash('sha256').update(String(number)).digest('hex');

test('every delivery of the last ten minutes is known, and little more is kept', () => {
  const memory = createMemory();
  const step = 1_000;
  const start = Date.parse('2026-01-01T00:00:00Z');
  for (let number = 0; number < 3_000; number += 1) {
    const now = start + number * step;
    memory.add(digest(number), firstSeen(`dlv_${number}`, []), now);
    expect(memory.size()).toBeLessThanOrEqual(900);
    if (number < 600) continue;
    expect(memory.find(digest(number - 600), now)?.id).toBe(`dlv_${number - 600}`);
    expect(memory.find(digest(number - 601), now)).toBeUndefined();
  }
});

test('what comes faster than it can be remembered costs no more memory', () => {
  const memory = createMemory();
  for (let number = 0; number < 500_000; number += 1) memory.add(`${number}`, firstSeen(`dlv_${number}`, []), 1);
  expect(memory.size()).toBeLessThanOrEqual(200_000);
  expect(memory.find('499999', 2)?.id).toBe('dlv_499999');
  expect(memory.find('0', 2)).toBeUndefined();
});

test('the ten minutes begin anew when a body is forwarded again', () => {
  const memory = createMemory(600_000);
  const seen = firstSeen('dlv_1', []);
  memory.add('a', seen, 0);
  expect(memory.find('b', 1)).toBeUndefined();
  expect(memory.find('a', 600_000)).toBe(seen);
  expect(memory.find('a', 600_001)).toBeUndefined();
  memory.add('b', firstSeen('dlv_2', []), 100_000);
  memory.add('a', seen, 500_000);
  expect(memory.find('a', 1_100_000)).toBe(seen);
  expect(memory.of('dlv_1')).toBe(seen);
  memory.add('c', firstSeen('dlv_3', []), 1_000_000);
  expect(memory.size()).toBe(2);
});
