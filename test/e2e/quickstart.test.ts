import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { root } from '../architecture/source.ts';
import { eventually } from '../support/eventually.ts';
import { cleanEnvironment, makeHome, program } from '../support/program.ts';

const quickstart = (home: string) =>
  execa(process.execPath, [join(root, 'test/tool/quickstart.mjs')], {
    env: cleanEnvironment(home, { BOLTCALL_PROGRAM: program }),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    all: true,
  });

/** Lists what the quickstart left in its temporary directory, without the compile cache that Node 22 and later keeps there. */
const left = (home: string): string[] => readdirSync(join(home, 'tmp')).filter((name) => name !== 'node-compile-cache');

test('the quickstart does the main job and leaves nothing behind', async () => {
  const home = makeHome();
  const { all, exitCode } = await quickstart(home);
  expect(all).toMatch(/call\.started call_\w+, signature verified[\s\S]*call\.completed call_\w+, signature verified[\s\S]*Done:/);
  expect(exitCode).toBe(0);
  expect(left(home)).toEqual([]);
});

test('Ctrl-C in the middle of the quickstart leaves nothing behind either', async () => {
  const home = makeHome();
  const running = quickstart(home);
  let text = '';
  running.all?.on('data', (chunk) => {
    text += chunk;
  });
  await eventually('the listener to be ready', () => /^listen {2}ready/m.test(text));
  const address = /export BOLTCALL_BASE_URL=(\S+)/.exec(text)?.[1] ?? '';
  running.kill('SIGINT');
  expect((await running).exitCode).toBe(130);
  expect(left(home)).toEqual([]);
  await expect(fetch(`${address}/agents`)).rejects.toThrow();
});
