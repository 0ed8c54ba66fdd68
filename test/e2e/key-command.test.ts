import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { boltcall, makeHome } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';

/** Creates a program with this body and returns its absolute path. */
const script = (home: string, body: string, name = 'key.sh'): string => {
  const file = join(home, name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
};

/** Creates a profile whose key is printed by a program that may change later. */
const loggedIn = async () => {
  const { address, key } = await sandboxHere();
  const home = makeHome();
  const program = script(home, `echo ${key}`);
  const done = await boltcall(['login', '--key-command', program, '--base-url', address, '-o', 'json'], { home });
  return { home, key, program, done, address };
};

describe.skipIf(process.platform === 'win32')('login --key-command', () => {
  test('stores the command and not the key, and each command runs it', async () => {
    const { home, key, program, done } = await loggedIn();
    expect(JSON.parse(done.stdout), done.stderr).toMatchObject({ profile: 'default', mode: 'test', verified: true });
    const { stdout: path } = await boltcall(['config', 'path', '-o', 'json'], { home });
    const stored = readFileSync(String(Object.values(JSON.parse(path)).find((one) => String(one).endsWith('.json'))), 'utf8');
    expect(stored).not.toContain(key);
    expect(JSON.parse(stored).profiles.default).toMatchObject({ key_command: [program], key_mode: 'test' });
    expect((await boltcall(['agents', 'list', '-o', 'id'], { home })).exitCode).toBe(0);
  });

  test('whoami and doctor say where the key comes from, whoami --offline without running it', async () => {
    const { home, program, key } = await loggedIn();
    const from = `profile default, key command \`${program}\``;
    const asked = await boltcall(['whoami', '-o', 'json'], { home });
    expect(JSON.parse(asked.stdout), asked.stderr).toMatchObject({ accepted: true, mode: 'test', from: { key: from } });
    const doctor = await boltcall(['doctor', '-o', 'json'], { home });
    const checks: Array<{ check: string; message: string }> = JSON.parse(doctor.stdout);
    expect(checks.find(({ check }) => check === 'key')?.message).toContain(from);
    script(home, `touch ${home}/started; echo ${key}`);
    const offline = await boltcall(['whoami', '--offline', '-o', 'json'], { home });
    expect(JSON.parse(offline.stdout)).toMatchObject({ key: null, mode: 'test', from: { key: from } });
    for (const quiet of [
      ['profiles', 'list'],
      ['agents', 'create', '--name', 'a', '--voice-id', 'v', '--dry-run'],
    ])
      await boltcall(quiet, { home });
    expect(existsSync(join(home, 'started'))).toBe(false);
    expect((await boltcall(['profiles', 'show', 'default', '-o', 'json'], { home })).stdout).toContain('from key command');
  });

  test.each([
    ['fails', 'echo "vault is locked" >&2; exit 4', 'failed with exit code 4: vault is locked'],
    ['hangs', 'exec sleep 600', 'gave no key within 1 s'],
    ['leaves a program that holds its output', 'sleep 20 & sleep 20', 'gave no key within 1 s'],
    ['prints two lines', 'echo sk_test_a; echo sk_test_b', 'printed 2 lines instead of one'],
    ['prints nothing', ':', 'printed nothing'],
    ['prints what is no key', 'echo not a key', 'printed what is not a key'],
    ['never stops printing', 'yes', 'printed far too much'],
    ['is killed', 'kill -9 $$', 'was ended by SIGKILL'],
  ])('a command that %s is told: exit 3, and what it printed is not', async (_, body, message) => {
    const { home, program } = await loggedIn();
    script(home, body);
    const done = await boltcall(['agents', 'list', '--timeout', '1s'], { home });
    expect([done.exitCode, done.stdout]).toEqual([3, '']);
    expect(done.stderr).toContain(`the key command \`${program}\` ${message}`);
    expect(done.stderr).not.toMatch(/sk_test_[ab]|not a key$/m);
  });

  test('what is wrong with it is said before anything is stored', async () => {
    const home = makeHome();
    for (const [command, exitCode] of [
      ['/nowhere/op read x', 3],
      ['echo $KEY', 2],
      ['./key.sh', 2],
    ] as const)
      expect((await boltcall(['login', '--key-command', command, '--no-verify'], { home })).exitCode, command).toBe(exitCode);
    expect((await boltcall(['profiles', 'list', '-o', 'json'], { home })).stdout.trim()).toBe('[]');
  });

  test('a command that begins to print a live key for a test profile is refused', async () => {
    const { home } = await loggedIn();
    script(home, 'echo sk_live_0123456789abcdef0123');
    const done = await boltcall(['agents', 'list'], { home });
    expect([done.exitCode, done.stderr]).toEqual([2, expect.stringContaining('the key command gave a live key')]);
  });

  test('a repository neither names a command nor is one found in it', async () => {
    const { home, key, address } = await loggedIn();
    const repository = join(home, 'repository');
    mkdirSync(repository);
    writeFileSync(join(repository, '.boltcall.json'), '{"key_command": ["touch", "started"]}');
    const named = await boltcall(['agents', 'list'], { home, cwd: repository });
    expect([named.exitCode, named.stderr]).toEqual([2, expect.stringContaining('`key_command` is not allowed there')]);
    writeFileSync(join(repository, '.boltcall.json'), '{}');
    script(repository, `echo ${key}`, 'op');
    const found = await boltcall(['login', '--key-command', 'op', '--base-url', address], {
      home,
      cwd: repository,
      env: { PATH: `.:${process.env['PATH']}` },
    });
    expect(found.exitCode, found.stderr).toBe(3);
  });

  test('logout forgets the command, and the key for one address is not printed for another', async () => {
    const { home } = await loggedIn();
    const elsewhere = await boltcall(['agents', 'list', '--base-url', 'https://evil.test/v1'], { home });
    expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([2, expect.stringContaining('will not be sent to https://evil.test')]);
    await boltcall(['logout'], { home });
    expect((await boltcall(['agents', 'list'], { home })).exitCode).toBe(3);
  });
});
