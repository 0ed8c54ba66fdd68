import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { eventually } from './eventually.ts';
import { temporaryDirectory } from './temporary.ts';
import { alive } from './tunnels/programs.ts';

/** Loads the support module with `BOLTCALL_PROGRAM` set to a script of this source, which stands in for the program. */
const withProgram = async (source: string) => {
  const path = join(temporaryDirectory('program'), 'program.cjs');
  writeFileSync(path, source);
  vi.stubEnv('BOLTCALL_PROGRAM', path);
  vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1');
  vi.stubEnv('BOLTCALL_API_KEY', 'sk_live_of_whoever_runs_the_tests');
  vi.resetModules();
  const support = await import('./program.ts');
  vi.unstubAllEnvs();
  return support;
};

test('starts with a clean environment, an empty home and a closed standard input', async () => {
  const { boltcall } = await withProgram(`
    let input = '';
    process.stdin.on('data', (chunk) => (input += chunk)).on('end', () => {
      const { HOME, HTTPS_PROXY, BOLTCALL_API_KEY, CI, MORE } = process.env;
      console.log(JSON.stringify({ input, HOME, HTTPS_PROXY, BOLTCALL_API_KEY, CI, MORE, args: process.argv.slice(2) }));
      process.exitCode = 7;
    });`);
  const { stdout, exitCode, signal } = await boltcall(['a b', '--c'], { env: { MORE: '1' } });
  expect(JSON.parse(stdout)).toEqual({ input: '', HOME: expect.stringContaining('boltcall-home-'), MORE: '1', args: ['a b', '--c'] });
  expect(stdout.endsWith('}\n')).toBe(true);
  expect([exitCode, signal]).toEqual([7, undefined]);
  expect(JSON.parse((await boltcall([], { input: 'typed', ci: true })).stdout)).toMatchObject({ input: 'typed', CI: 'true' });
});

test('waits for a condition, and says what was written when it cannot hold any more', async () => {
  const { start } = await withProgram(`
    process.stdin.on('data', (chunk) => console.log('heard ' + chunk)).on('end', () => process.exit(3));
    console.log('up');`);
  const running = start(['go'], { stdin: 'pipe' });
  await running.until((out) => out.includes('up'));
  running.type('hello');
  expect(await running.until((out) => /heard (\w+)/.exec(out)?.[1])).toBe('hello');
  running.endInput();
  await expect(running.until((out) => out.includes('never'))).rejects.toThrow(/exit code 3[\s\S]*heard hello/);
  expect((await running.ended).exitCode).toBe(3);
});

test('kills a program that does not end, and what it started', async () => {
  const { boltcall } = await withProgram(`
    const { spawn } = require('node:child_process');
    const { renameSync, writeFileSync } = require('node:fs');
    writeFileSync(process.argv[2] + '.part', String(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).pid));
    renameSync(process.argv[2] + '.part', process.argv[2]);
    setInterval(() => {}, 1000);`);
  const file = join(temporaryDirectory(), 'pid');
  // On a slow machine it may be killed before it has started anything.
  for (let timeout = 500; !existsSync(file); timeout *= 2) expect((await boltcall([file], { timeout })).signal).toBe('SIGKILL');
  const pid = Number(readFileSync(file, 'utf8'));
  await eventually('the end of the child', () => !alive(pid));
});
