import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { boltcall, cleanEnvironment, makeHome, program } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { startServer, type TestServer } from '../support/server.ts';

const key = { BOLTCALL_API_KEY: 'sk_test_12345678' };

/** Runs a line of bash in which `$B` is the program; standard input is empty. */
const bash = async (line: string, env: Record<string, string> = {}, home = makeHome()) => {
  const done = await execa('bash', ['-c', line.replaceAll('$B', `"${process.execPath}" "${program}"`)], {
    env: cleanEnvironment(home, env),
    extendEnv: false,
    cwd: home,
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
    maxBuffer: 50_000_000,
  });
  return { stdout: done.stdout, stderr: done.stderr, exitCode: done.exitCode, home };
};

/** Starts a service with long call texts: `pages` pages of 100 items of about 10 kB, then, if `broken`, a page that is not JSON. */
const bigService = (pages: number, broken = false): Promise<TestServer> =>
  startServer(({ url }) => {
    const page = Number(new URL(url, 'http://x').searchParams.get('page') ?? '1');
    const meta = { page, limit: 100, total: pages * 100 + (broken ? 100 : 0) };
    if (page > pages)
      return broken ? { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>gateway</h1>' } : { body: { data: [], meta } };
    return { body: { data: Array.from({ length: 100 }, (_, at) => ({ id: `call_${page}_${at}`, text: 'ü→😀'.repeat(1100) })), meta } };
  });

const sha = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

describe('the whole output', () => {
  test('3 MB of json through a pipe with a slow reader are the bytes that a file gets', async () => {
    const server = await bigService(4);
    const env = { ...key, BOLTCALL_BASE_URL: server.url };
    const { home, stdout } = await bash('$B calls list --all --json > whole.json; $B calls list --all --json | (sleep 1; cat) | sha256sum', env);
    const whole = readFileSync(join(home, 'whole.json'));
    expect(whole.length).toBeGreaterThan(3_000_000);
    expect(JSON.parse(whole.toString())).toHaveLength(400);
    expect(stdout.slice(0, 64)).toBe(sha(whole));
  });

  test('what was read before a failure comes whole too, as one array, and the exit is the failure', async () => {
    const server = await bigService(4, true);
    const env = { ...key, BOLTCALL_BASE_URL: server.url };
    const { stdout, stderr, home } = await bash(`$B calls list --all --json | (sleep 1; cat) > got.json; echo "\${PIPESTATUS[0]}"`, env);
    expect(stdout).toBe('9\n');
    expect(JSON.parse(readFileSync(join(home, 'got.json'), 'utf8'))).toHaveLength(400);
    expect(JSON.parse(stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({ error: { exit_code: 9 } });
  });

  test('several runs give the same bytes', async () => {
    const { env } = await sandboxHere();
    const runs = await Promise.all([1, 2].map(() => boltcall(['leads', 'list', '--all', '--json'], { env })));
    expect(runs[0]?.stdoutBytes.equals(runs[1]?.stdoutBytes ?? Buffer.of())).toBe(true);
    expect(runs[0]?.stdoutBytes.length).toBeGreaterThan(1000);
  });
});

describe('a closed pipe', () => {
  test.each(['jsonl', 'json', 'csv', 'table', 'id'])('-o %s | head -1 ends quietly and reads no further pages', async (format) => {
    const server = await bigService(30);
    const { stdout, stderr } = await bash(`$B calls list --all -o ${format} | head -c 20 > /dev/null; echo "\${PIPESTATUS[0]}"`, {
      ...key,
      BOLTCALL_BASE_URL: server.url,
    });
    expect(stdout).toBe('0\n');
    expect(stderr).toBe('');
    // A page of ids fits entirely into a pipe, so the first failing write may come a few pages later.
    expect(server.requests.length).toBeLessThan(30);
  });

  test('stderr that nobody reads, or that is closed, changes nothing', async () => {
    const { env } = await sandboxHere();
    const { stdout } = await bash(
      '$B agents list -o id 2>&-; echo $?; $B agents list -o id 2> >(true); echo $?; $B agents list --columns nope 2>&-; echo $?',
      env,
    );
    expect(stdout).toMatch(/^(agent_\w+\n)+0\n(agent_\w+\n)+0\n2\n$/);
  });

  test('a full disk is an error', async () => {
    const { env } = await sandboxHere();
    const { stdout, stderr } = await bash('[ -w /dev/full ] || exit 0; $B agents list --json > /dev/full; echo $?', env);
    expect(stdout).toBe('1\n');
    expect(stderr).toContain('ENOSPC');
    expect(stderr).not.toContain('    at ');
  });

  test.each(['--version', '--help', 'completion bash', 'agents list --help'])('%s into nobody, and onto a full disk', async (words) => {
    const { stdout, stderr } = await bash(
      `$B ${words} | true; echo "\${PIPESTATUS[0]}"; [ -w /dev/full ] || exit 0; $B ${words} > /dev/full; echo $?`,
      {},
    );
    expect(stdout).toMatch(/^0\n(1\n)?$/);
    expect(stderr).toMatch(/^(error: the output could not be written: the disk is full \(ENOSPC\)\nCheck where the output goes\.\n)?$/);
  });
});

describe('stdout holds the result alone', () => {
  test.each([
    ['agents', 'list'],
    ['calls', 'list'],
    ['calls', 'get', 'call_xyz789'],
    ['leads', 'list'],
    ['leads', 'get', 'lead_001'],
    ['messages', 'list'],
    ['appointments', 'list'],
    ['webhooks', 'list'],
    ['analytics', 'overview'],
    ['analytics', 'usage'],
    ['whoami'],
    ['commands'],
  ])('%s %s is one JSON document', async (...words) => {
    const { env } = await sandboxHere();
    const { stdout, exitCode } = await boltcall([...words.filter(Boolean), '--json'], { env });
    expect(exitCode).toBe(0);
    expect(typeof JSON.parse(stdout)).toBe('object');
    expect(stdout).not.toContain('\u001b');
  });

  test('every format of every list', async () => {
    const { env } = await sandboxHere();
    for (const format of ['table', 'json', 'jsonl', 'csv', 'tsv', 'yaml', 'id']) {
      const { stdout, exitCode } = await boltcall(['leads', 'list', '--limit', '3', '-o', format], { env });
      expect([format, exitCode]).toEqual([format, 0]);
      expect(stdout).toContain('lead_001');
      expect(stdout).not.toMatch(/\u001b|shown/);
    }
  });
});

describe('colour', () => {
  const colored = async (args: readonly string[], env: Record<string, string>): Promise<{ out: boolean; err: boolean }> => {
    const { env: target } = await sandboxHere();
    const { stdout, stderr } = await boltcall(['agents', 'get', 'nobody', ...args], { env: { ...target, ...env } });
    return { out: stdout.includes('\u001b'), err: stderr.includes('\u001b') };
  };

  test.each([
    [[], {}, false],
    [[], { FORCE_COLOR: '1' }, true],
    [['--color', 'always'], { NO_COLOR: '1' }, true],
    [['--color', 'never'], { FORCE_COLOR: '1' }, false],
    [['--no-color'], { FORCE_COLOR: '1' }, false],
    [[], { NO_COLOR: '', CI: '1' }, false],
  ] as const)('%j %j into a pipe: %s', async (args, env, expected) => {
    expect(await colored(args, env)).toEqual({ out: false, err: expected });
  });

  test('json is never coloured', async () => {
    const { env } = await sandboxHere();
    const { stdout } = await boltcall(['agents', 'list', '--json', '--color', 'always'], { env });
    expect(JSON.parse(stdout).length).toBeGreaterThan(0);
  });
});

describe('widths', () => {
  test.each(['40', '0', 'abc', '-5', '99999999999'])('COLUMNS=%s cuts nothing in a pipe', async (width) => {
    const { env } = await sandboxHere();
    const [narrow, usual] = await Promise.all([{ ...env, COLUMNS: width }, env].map((each) => boltcall(['calls', 'list'], { env: each })));
    expect(narrow?.stdout).toBe(usual?.stdout);
    expect(narrow?.stdout).toContain('call_xyz789\t');
  });
});

describe('mistakes in what is shown', () => {
  test('a query with a mistake is found before anything is sent', async () => {
    const server = await startServer();
    for (const [query, said] of [
      ['.id', 'JMESPath'],
      ['[?', 'JMESPath'],
    ] as const) {
      for (const words of [
        ['agents', 'list'],
        ['calls', 'get', 'call_1'],
        ['messages', 'sms', '--to', '+14155550133', '--body', 'x', '--yes'],
      ]) {
        const { exitCode, stdout, stderr } = await boltcall([...words, '-q', query, '--base-url', server.url], { env: key });
        expect([words[0], exitCode, stdout]).toEqual([words[0], 2, '']);
        expect(stderr).toContain(said);
      }
    }
    expect(server.requests).toHaveLength(0);
  });

  test('an unknown column names the known ones; after a change it is a warning', async () => {
    const { env } = await sandboxHere();
    const read = await boltcall(['agents', 'list', '--columns', 'id,stauts'], { env });
    expect([read.exitCode, read.stdout]).toEqual([2, '']);
    expect(read.stderr).toMatch(/stauts[\s\S]*Did you mean `status`\?[\s\S]*phone_number/);
    const write = await boltcall(['agents', 'update', 'agent_abc123', '--name', 'Desk', '--columns', 'id,stauts', '--yes'], { env });
    expect(write.exitCode).toBe(0);
    expect(write.stdout).toContain('agent_abc123');
    expect(write.stderr).toContain('stauts');
  });
});
