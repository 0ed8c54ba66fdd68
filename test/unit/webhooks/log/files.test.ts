import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deliveryStart } from '../../../../src/webhooks/log/entry.ts';
import { bounds, fileName, full, type Knowledge, prune } from '../../../../src/webhooks/log/files.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

const now = 1_760_000_000_000;

/** Prunes a log: a small file that process 7 wrote `age` ms ago, and newer full files. Returns which of them are left. */
const pruned = async (age: number, alive: boolean) => {
  const folder = join(temporaryDirectory('log'), 'log');
  mkdirSync(folder);
  const put = (pid: number, deliveries: number, at: number): string => {
    const name = fileName(at, pid, 1, String(readdirSync(folder).length));
    writeFileSync(join(folder, name), `${deliveryStart}"x"}\n`.repeat(deliveries));
    utimesSync(join(folder, name), at / 1000, at / 1000);
    return name;
  };
  const small = put(7, 1, now - age);
  const large = Array.from({ length: bounds.deliveries / full.deliveries }, (_, at) => put(8, full.deliveries, now - age + 1 + at));
  const known: Knowledge = { closed: new Set(), current: () => undefined, counts: new Map(), alive: () => alive };
  await prune(folder, now, known);
  const left = readdirSync(folder);
  return { small: left.includes(small), oldestLarge: left.includes(large[0] ?? ''), others: large.slice(1).every((name) => left.includes(name)) };
};

test('a file that another listener may be writing at this moment is left, however old the log is; a full one goes instead', async () => {
  expect(await pruned(1_000, true)).toEqual({ small: true, oldestLarge: false, others: true });
});

test('the oldest goes where its listener is gone, or has not written for a while', async () => {
  expect(await pruned(1_000, false)).toEqual({ small: false, oldestLarge: true, others: true });
  expect(await pruned(60_000, true)).toEqual({ small: false, oldestLarge: true, others: true });
});
