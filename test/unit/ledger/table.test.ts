import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { openTable, wide } from '../../../src/ledger/table.ts';

const digest = (number: number): string => createHash('sha256').update(String(number)).digest('hex').slice(0, 16);

test('a table keeps what stands beside each digest while it grows', () => {
  const table = openTable(2);
  for (let number = 0; number < 20_000; number += 1) {
    const { high, low } = wide(digest(number));
    table.set(table.put(high, low), 1, number);
  }
  expect(table.count).toBe(20_000);
  let wrong = 0;
  for (let number = 0; number < 20_000; number += 1) {
    const { high, low } = wide(digest(number));
    if (table.get(table.find(high, low), 1) !== number) wrong += 1;
  }
  expect(wrong).toBe(0);
  let places = 0;
  table.each(() => {
    places += 1;
  });
  expect(places).toBe(20_000);
  const { high, low } = wide(digest(-1));
  expect(table.find(high, low)).toBe(-1);
});

test('zeros are never there', () => {
  const table = openTable(1);
  table.put(0, 0);
  expect([table.count, table.find(0, 0)]).toEqual([0, -1]);
});
