import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keeper, load } from '../../../../src/sandbox/workspace/data-file.ts';
import { Workspace } from '../../../../src/sandbox/workspace/workspace.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

const empty = new Workspace({ seed: 1, empty: true, anchor: 0 }).save();

/** A keeper of a counter, on a clock where each write takes a minute and nothing is ever written automatically. */
const counting = (onSave = (): void => {}, file = join(temporaryDirectory('data'), 'box.json')) => {
  let now = 0;
  let count = 0;
  const logged: string[] = [];
  const clock = {
    now: () => {
      now += 60_000;
      return now;
    },
    sleep: () => new Promise<void>(() => {}),
  };
  const save = () => {
    const saved = { ...empty, apiCalls: count };
    onSave();
    return saved;
  };
  const kept = keeper(file, save, (line) => logged.push(line), clock);
  const change = (): void => {
    count += 1;
    kept.touch();
  };
  return { kept, change, file, logged, inFile: () => Number(JSON.parse(readFileSync(file, 'utf8')).apiCalls) };
};

test('what has changed is waited for, however long a writing takes', async () => {
  const { kept, change, file, inFile } = counting();
  for (let number = 1; number <= 3; number++) {
    change();
    await kept.written();
    expect(inFile()).toBe(number);
  }
  expect(await load(file)).toEqual({ ...empty, apiCalls: 3 });
});

test('what changes while a writing is under way is in the next one', async () => {
  const { kept, change, inFile } = counting();
  change();
  const first = kept.written();
  await Promise.resolve();
  change();
  await kept.written();
  expect(inFile()).toBe(2);
  await first;
});

test('who waits is not held up by what others change meanwhile', async () => {
  const box: ReturnType<typeof counting> = counting(() => box.change());
  box.change();
  await box.kept.written();
  expect(box.inFile()).toBe(1);
});

test('a writing that fails is told, and waited for no longer; at the end it is the failure', async () => {
  const { kept, change, logged, file } = counting(undefined, join(temporaryDirectory('data'), 'missing', 'box.json'));
  change();
  await kept.written();
  expect(logged).toEqual([expect.stringContaining(`cannot write ${file}`)]);
  await expect(kept.flush()).rejects.toMatchObject({ kind: 'usage' });
});
