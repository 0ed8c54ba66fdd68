import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../architecture/source.ts';
import { eventually } from '../support/eventually.ts';
import { makeHome } from '../support/program.ts';
import { later, temporaryDirectory } from '../support/temporary.ts';

const possible = process.platform === 'linux' && process.arch === 'x64';

/** The program as a single file, run where Node is not installed. */
describe.skipIf(!possible)('the single executable', () => {
  let program: string;
  let home: string;
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execa(program, args, { env: { HOME: home, PATH: '/usr/bin-without-node', ...env }, extendEnv: false, reject: false, stdin: 'ignore' });

  beforeAll(async () => {
    program = join(temporaryDirectory('executable'), 'boltcall');
    home = makeHome();
    await execa(process.execPath, [join(root, 'test/tool/executable.mjs'), '--out', program], { cwd: root });
    const started = await run(['sandbox', 'start', '--detach', '--port', '0', '-o', 'json']);
    expect(started.exitCode, started.stderr).toBe(0);
    later(async () => {
      await run(['sandbox', 'stop', '--all']);
    });
  }, 120_000);

  test('starts a sandbox that lives on, and talks to it', async () => {
    const list = await run(['agents', 'list', '--sandbox', '-o', 'id']);
    expect([list.exitCode, list.stdout.split('\n').length], list.stderr).toEqual([0, 4]);
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+/);
  });

  test('listen starts a program with the secret, and the inspector has its page', async () => {
    const app = join(home, 'app.sh');
    writeFileSync(app, 'test -n "$BOLTCALL_WEBHOOK_SECRET" && echo "it has a secret"\nexec sleep 30\n');
    const listening = execa(program, ['listen', '--sandbox', '--for', '20s', '--inspect', '-o', 'jsonl', '--', '/bin/sh', app], {
      env: { HOME: home, PATH: '/usr/bin:/bin' },
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    });
    let out = '';
    listening.stdout.on('data', (piece) => {
      out += String(piece);
    });
    listening.stderr.on('data', (piece) => {
      out += String(piece);
    });
    const address = await eventually('the address of the inspector', () => /http:\/\/127\.0\.0\.1:\d+\/[\w-]{20,}\/?/.exec(out)?.[0]);
    expect((await fetch(address)).status).toBe(200);
    await eventually('the app has a secret', () => out.includes('it has a secret'));
    listening.kill('SIGINT');
    await listening;
  });

  test('contains the skill, and libraries that are loaded late', async () => {
    expect((await run(['skill'])).stdout).toContain('boltcall');
    expect((await run(['agents', 'list', '--sandbox', '-o', 'yaml'])).exitCode).toBe(0);
  });

  test('completes, and prints the script that does', async () => {
    expect((await run(['completion', 'bash'])).stdout).toContain('boltcall');
    expect((await run(['__complete', 'bash', '1', 'boltcall', 'agen'])).exitCode).toBe(0);
  });
});
