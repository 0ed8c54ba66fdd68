import { expect, test } from 'vitest';
import { batched } from '../../../src/ledger/batch.ts';

test('what is asked while others are answered is answered together, each with its own answer', async () => {
  const batches: number[][] = [];
  const ask = batched(async (questions: readonly number[]) => {
    batches.push([...questions]);
    await new Promise((resolve) => setImmediate(resolve));
    return questions.map((question) => question * 2);
  });
  const first = [ask(1), ask(2)];
  await Promise.resolve();
  await Promise.resolve();
  const second = [ask(3), ask(4), ask(5)];
  expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8, 10]);
  expect(batches).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

test('a failure is that of those who asked together, and of nobody after them', async () => {
  let fails = true;
  const ask = batched(async (questions: readonly number[]) => {
    if (fails) throw new Error('no');
    return questions;
  });
  await expect(Promise.all([ask(1), ask(2)])).rejects.toThrow('no');
  fails = false;
  expect(await ask(3)).toBe(3);
});
