import { rmSync, writeFileSync } from 'node:fs';
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
    // Throws after the first request has arrived: by then the program is running, however slow the machine is.
    const asked = join(home, 'asked');
    const fault = `clearInterval(wait); const fault = new Error('broken with ${odd}'); ${how};`;
    writeFileSync(file, `const wait = setInterval(() => { if (require('node:fs').existsSync(${JSON.stringify(asked)})) { ${fault} } }, 10);`);
    const server = await startServer(() => {
      writeFileSync(asked, '');
      return { hang: true };
    });
    const run = (...more: string[]) => {
      rmSync(asked, { force: true });
      return boltcall(['agents', 'list', ...more], { home, env });
    };
    const env = { BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: odd, NODE_OPTIONS: `--require=${file}` };
    const done = await run();
    expect([done.exitCode, done.stdout]).toEqual([1, '']);
    expect(done.stderr).toMatch(/^error: broken with sk_live_\[hidden\]|^error: broken with \[hidden\]/);
    expect(done.stderr).toContain('Please report it');
    expect(done.stderr).not.toMatch(/^\s+at /m);
    const debug = await run('--debug');
    expect(debug.stderr).toMatch(/^\s+at /m);
    expect(done.stderr + debug.stderr).not.toContain(odd);
    const json = await run('--json');
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'internal', exit_code: 1 } });
  });
});
