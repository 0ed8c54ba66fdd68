import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boltcall, makeHome } from '../support/program.ts';
import { startServer } from '../support/server.ts';

describe('a fault that nobody waits for', () => {
  it.each([
    ['an exception', 'throw fault'],
    ['a promise', 'Promise.reject(fault)'],
  ])('(%s) is told in words, without secrets, and with its stack only with --debug', async (_, how) => {
    const home = makeHome();
    const odd = 'sk_live_0123456789abcdef';
    const file = join(home, 'fault.cjs');
    writeFileSync(file, `setTimeout(() => { const fault = new Error('broken with ${odd}'); ${how}; }, 300);`);
    const server = await startServer({ hang: true });
    const env = { BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: odd, NODE_OPTIONS: `--require=${file}` };
    const done = await boltcall(['agents', 'list'], { home, env });
    expect([done.exitCode, done.stdout]).toEqual([1, '']);
    expect(done.stderr).toMatch(/^error: broken with sk_live_\[hidden\]|^error: broken with \[hidden\]/);
    expect(done.stderr).toContain('please report it');
    expect(done.stderr).not.toMatch(/^\s+at /m);
    const debug = await boltcall(['agents', 'list', '--debug'], { home, env });
    expect(debug.stderr).toMatch(/^\s+at /m);
    expect(done.stderr + debug.stderr).not.toContain(odd);
    const json = await boltcall(['agents', 'list', '--json'], { home, env });
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'internal', exit_code: 1 } });
  });
});
