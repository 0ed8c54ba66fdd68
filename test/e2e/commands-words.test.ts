import { describe, expect, it } from 'vitest';
import { boltcall } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { startServer } from '../support/server.ts';

describe('words', () => {
  it.each([
    [['agnets', 'list'], 'boltcall agents'],
    [['agents', 'lst'], 'boltcall agents list'],
    [['outbound'], 'boltcall calls outbound'],
    [['agents', 'list', '--limt', '3'], '--limit'],
    [['messages', 'sms', '--from', '+14155550100'], '--from-number'],
    [['agents', 'list', '--json', 'id,name'], '--columns id,name'],
    [['agents', 'list', 'extra'], 'boltcall agents list --help'],
    [['agents', 'list', '--output', 'xml'], 'yaml'],
  ])('that lead nowhere get a suggestion and exit 2: %o', async (args, words) => {
    const done = await boltcall(args);
    expect([done.exitCode, done.stdout]).toEqual([2, '']);
    expect(done.stderr).toContain(words);
    expect(done.stderr).not.toContain('    at ');
  });

  it.each([
    [
      ['agent', 'ls', '-o', 'id'],
      ['agents', 'list', '-o', 'id'],
    ],
    [
      ['call', 'view', 'call_xyz789', '--json'],
      ['calls', 'get', 'call_xyz789', '--json'],
    ],
    [
      ['--json', 'lead', 'retrieve', 'lead_001'],
      ['leads', 'get', 'lead_001', '--json'],
    ],
    [
      ['-o', 'id', 'webhooks', 'ls'],
      ['webhooks', 'list', '-o', 'id'],
    ],
  ])('typed from habit mean the same: %o is %o', async (typed, meant) => {
    const { env } = await sandboxHere();
    const [a, b] = [await boltcall(typed, { env }), await boltcall(meant, { env })];
    expect([a.exitCode, b.exitCode]).toEqual([0, 0]);
    expect(a.stdout).toBe(b.stdout);
  });

  it('`calls create` and `messages send` are what the vendor and others call them', async () => {
    const call = await boltcall(['calls', 'create', '--agent-id', 'a', '--to', '+14155550133', '--dry-run', '--json']);
    const message = await boltcall(['messages', 'send', '--to', '+14155550133', '--body', 'x', '--dry-run', '--json']);
    expect([JSON.parse(call.stdout), JSON.parse(message.stdout)]).toMatchObject([
      { url: expect.stringContaining('/calls/outbound') },
      { url: expect.stringContaining('/messages/sms') },
    ]);
  });
});

describe('without a key', () => {
  it('says three ways to get one, exit 3, as JSON where asked', async () => {
    const done = await boltcall(['agents', 'list']);
    expect([done.exitCode, done.stdout]).toEqual([3, '']);
    for (const way of ['boltcall login', 'BOLTCALL_API_KEY', '--sandbox']) expect(done.stderr).toContain(way);
    const json = await boltcall(['agents', 'list', '--json']);
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'no_key', exit_code: 3 } });
    const env = await boltcall(['agents', 'list'], { env: { BOLTCALL_ERRORS: 'json' } });
    expect(JSON.parse(env.stderr)).toMatchObject({ error: { code: 'no_key' } });
  });
});

describe('a service that is not there or not an API', () => {
  const env = { BOLTCALL_API_KEY: 'sk_test_12345678' };

  it('refused: names the address and exits 10', async () => {
    const done = await boltcall(['agents', 'list', '--base-url', 'http://127.0.0.1:9/v1', '--max-retries', '0'], { env });
    expect(done.exitCode).toBe(10);
    expect(done.stderr).toContain('127.0.0.1');
  });

  it('HTML: exits 9 and says what it is, without showing it', async () => {
    const server = await startServer({ headers: { 'content-type': 'text/html' }, body: '<html><body>Log in</body></html>' });
    const done = await boltcall(['agents', 'list', '--base-url', server.url], { env });
    expect(done.exitCode).toBe(9);
    expect(done.stderr).toContain('HTML');
    expect(done.stderr).not.toContain('<body>');
  });
});

describe('help and version', () => {
  it('go to stdout with exit 0 and need nothing', async () => {
    for (const args of [
      ['--help'],
      [],
      ['agents'],
      ['agents', '--help'],
      ['agents', 'list', '-h'],
      ['help', 'agents', 'list'],
      ['help', 'topics'],
      ['help', 'exit-codes'],
      ['-V'],
      ['--version'],
    ]) {
      const done = await boltcall(args, { env: { BOLTCALL_CONFIG_DIR: '/nonexistent' } });
      expect([args, done.exitCode, done.stderr]).toEqual([args, 0, '']);
      expect(done.stdout.length).toBeGreaterThan(4);
    }
  });

  it('the catalogue lists every command with its effect', async () => {
    const { stdout } = await boltcall(['commands']);
    const { commands } = JSON.parse(stdout) as { commands: Array<{ command: string; effect: string }> };
    const effects = Object.fromEntries(commands.map(({ command, effect }) => [command, effect]));
    expect(effects).toMatchObject({
      'agents list': 'none',
      'agents create': 'ordinary',
      'agents delete': 'final',
      'messages sms': 'reaches-a-person',
      'calls outbound': 'reaches-a-person',
    });
  });
});

describe('api', () => {
  it('prints the answer unchanged, envelope and all', async () => {
    const { env } = await sandboxHere();
    for (const path of ['agents', '/agents', '/v1/agents', `${env.BOLTCALL_BASE_URL}/agents`]) {
      const done = await boltcall(['api', path], { env });
      expect(JSON.parse(done.stdout)).toMatchObject({ data: expect.any(Array), meta: { page: 1 } });
    }
  });

  it('makes typed values of -F but keeps phone numbers text', async () => {
    const server = await startServer({ status: 201, body: { ok: true } });
    await boltcall(
      [
        'api',
        'POST',
        '/leads',
        '-f',
        'name=007',
        '-F',
        'score=12',
        '-F',
        'vip=true',
        '-F',
        'phone=+14155550133',
        '-F',
        'zip=01234',
        '-F',
        'x=null',
        '-F',
        'n=-1.5',
        '--yes',
        '--base-url',
        server.url,
      ],
      { env: { BOLTCALL_API_KEY: 'sk_test_12345678' } },
    );
    expect(server.requests[0]?.json()).toEqual({ name: '007', score: 12, vip: true, phone: '+14155550133', zip: '01234', x: null, n: -1.5 });
  });

  it('puts fields of a GET into the query, and refuses another origin', async () => {
    const server = await startServer({ body: {} });
    const env = { BOLTCALL_API_KEY: 'sk_test_12345678' };
    await boltcall(['api', 'GET', '/calls', '-f', 'direction=inbound', '--base-url', server.url], { env });
    expect(server.requests[0]?.url).toBe('/calls?direction=inbound');
    const other = await boltcall(['api', 'https://elsewhere.example/v1/agents', '--base-url', server.url], { env });
    expect([other.exitCode, server.requests.length]).toEqual([2, 1]);
  });

  it('-i shows status and headers, --paginate one array', async () => {
    const { env } = await sandboxHere();
    expect((await boltcall(['api', 'agents', '-i'], { env })).stdout).toMatch(/^HTTP 200\n/);
    expect(JSON.parse((await boltcall(['api', 'calls', '--paginate'], { env })).stdout)).toHaveLength(150);
  });
});
