import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hold, isHeld, isProven, readRunning, runs, thisProcess } from '../../src/running.ts';
import { systemWorld } from '../../src/world.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const worldOf = (births: Readonly<Record<number, string | undefined>>) => ({
  alive: (pid: number) => pid in births,
  birth: (pid: number) => births[pid],
});

test('a process that runs is told from another one with its id', () => {
  const world = worldOf({ 7: 'monday', 8: undefined });
  expect([runs({ pid: 7, birth: 'monday' }, world), runs({ pid: 7, birth: 'sunday' }, world), runs({ pid: 7 }, world)]).toEqual([true, false, true]);
  expect([runs({ pid: 9 }, world), runs({ pid: 9, birth: 'monday' }, world), runs({ pid: 8 }, world)]).toEqual([false, false, true]);
  // Only a process proven to be the right one may get a signal; not being proven wrong is not enough.
  expect([isProven({ pid: 7, birth: 'monday' }, world), isProven({ pid: 7 }, world), isProven({ pid: 8, birth: 'monday' }, world)]).toEqual([
    true,
    false,
    false,
  ]);
});

test('this process is written down so that it is found again', () => {
  const world = systemWorld();
  const read = readRunning(JSON.parse(JSON.stringify(thisProcess(world))));
  expect(read).toMatchObject({ pid: process.pid, host: world.host });
  expect(read !== undefined && runs(read, world)).toBe(true);
});

test.each([null, 7, '7', {}, { pid: '7' }, { pid: 0 }, { pid: -7 }, { pid: 1.5 }, { pid: 1e300 }])('%j is no process', (value) => {
  expect(readRunning(value)).toBeUndefined();
});

test('a lock is held by one, and free again when it is let go', async () => {
  const name = join(temporaryDirectory(), 'name');
  writeFileSync(name, '');
  const release = await hold(name, 10_000);
  expect([release !== undefined, await hold(name, 10_000), await isHeld(name, 10_000)]).toEqual([true, undefined, true]);
  await release?.();
  expect(await isHeld(name, 10_000)).toBe(false);
  await (await hold(name, 10_000))?.();
});
