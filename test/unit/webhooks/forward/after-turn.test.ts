import { expect, test } from 'vitest';
import { createAfterTurn } from '../../../../src/webhooks/forward/after-turn.ts';

test('comes behind what was put off before, in the order given', async () => {
  const later = createAfterTurn();
  const done: string[] = [];
  setImmediate(() => done.push('before'));
  later.add(() => done.push('one'));
  later.add(() => done.push('two'));
  setImmediate(() => done.push('put off meanwhile'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(done.filter((name) => name !== 'put off meanwhile')).toEqual(['before', 'one', 'two']);
});

test('is done at once when it is asked for', () => {
  const later = createAfterTurn();
  let done = 0;
  later.add(() => {
    done += 1;
  });
  later.flush();
  later.flush();
  expect(done).toBe(1);
});

test('is not put off for ever by more work in each turn', async () => {
  const later = createAfterTurn();
  const first = new Promise<string>((resolve) => {
    const again = (): void => {
      if (over) return;
      setImmediate(again);
      later.add(() => {});
    };
    let over = false;
    setImmediate(again);
    later.add(() => {
      over = true;
      resolve('done');
    });
  });
  expect(await first).toBe('done');
});
