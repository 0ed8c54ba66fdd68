import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { boltcall, makeHome, type Options } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { startServer } from '../support/server.ts';

const testKey = 'sk_test_0123456789abcdefghij';
const liveKey = 'sk_live_0123456789abcdefghij';
const configFile = (home: string): string => join(home, 'config', 'config.json');
const stored = (home: string) => JSON.parse(readFileSync(configFile(home), 'utf8'));
const page = { body: { data: [], meta: { page: 1, limit: 1, total: 0 } } };
const refusal = (status: number, code: string) => ({ status, body: { error: { code, message: 'no', status } } });

/** Saves a key without a prompt. */
const login = (home: string, key: string, args: readonly string[] = [], more: Options = {}) =>
  boltcall(['login', '--with-key', '--no-verify', ...args], { home, input: `${key}\n`, ...more });

describe('login', () => {
  test('checks the key with one small request, stores it privately, and it is used from then on', async () => {
    const { address, key } = await sandboxHere();
    const home = makeHome();
    rmSync(join(home, 'config'), { recursive: true });
    const done = await boltcall(['login', '--with-key', '--base-url', address, '-o', 'json'], { home, input: `${key}\n` });
    expect(done).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(done.stdout)).toMatchObject({ profile: 'default', current: true, mode: 'test', base_url: address, verified: true });
    expect(done.stdout + done.stderr).not.toContain(key);
    expect(statSync(configFile(home)).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'config')).mode & 0o777).toBe(0o700);
    const agents = await boltcall(['agents', 'list', '-o', 'json'], { home });
    expect(JSON.parse(agents.stdout).length).toBeGreaterThan(0);
  });

  test('a key that the API does not take is not stored', async () => {
    const api = await startServer(refusal(401, 'invalid_api_key'));
    const home = makeHome();
    const done = await boltcall(['login', '--with-key', '--base-url', `${api.url}/v1`], { home, input: testKey });
    expect(done.exitCode).toBe(3);
    expect(done.stderr).toContain('Nothing was saved');
    expect(existsSync(configFile(home))).toBe(false);
    expect(api.requests.map(({ url }) => url)).toEqual(['/v1/agents?limit=1']);
  });

  test('a 403 is a good key with few permissions', async () => {
    const api = await startServer(refusal(403, 'forbidden'));
    const home = makeHome();
    const done = await boltcall(['login', '--with-key', '--base-url', `${api.url}/v1`], { home, input: testKey });
    expect(done.exitCode).toBe(0);
    expect(done.stderr).toContain('permissions');
    expect(stored(home).profiles.default.api_key).toBe(testKey);
  });

  test('an address that nobody answers says so and names --no-verify', async () => {
    const home = makeHome();
    const done = await boltcall(['login', '--with-key', '--base-url', 'http://127.0.0.1:9/v1', '--max-retries', '0'], { home, input: testKey });
    expect(done.exitCode).toBe(10);
    expect(done.stderr).toContain('--no-verify');
    expect(existsSync(configFile(home))).toBe(false);
  });

  test('`profiles use default` does nothing harmful where no profile of that name is stored', async () => {
    const home = makeHome();
    expect((await boltcall(['profiles', 'use', 'default'], { home })).exitCode).toBe(0);
    expect(await boltcall(['webhooks', 'log', 'list'], { home })).toMatchObject({ exitCode: 0 });
  });

  test('names and variables from files with Windows line breaks are read without them', async () => {
    const home = makeHome();
    await login(home, testKey, ['-p', 'clinic']);
    const env = { BOLTCALL_PROFILE: 'clinic\r', BOLTCALL_OUTPUT: 'json\r' };
    for (const [args, options] of [
      [['whoami', '--offline', '--json', '-p', 'clinic\r'], { home }],
      [['whoami', '--offline'], { home, env }],
    ] as const) {
      const done = await boltcall(args, options);
      expect([done.exitCode, done.stderr]).toEqual([0, '']);
      expect(JSON.parse(done.stdout)).toMatchObject({ profile: 'clinic' });
    }
  });

  test.each([
    ['nothing', ''],
    ['two words', 'sk_test_a b'],
    ['only a newline', '\n'],
  ])('%s on standard input is a usage error', async (_, input) => {
    const done = await boltcall(['login', '--with-key', '--no-verify'], { input });
    expect(done.exitCode).toBe(2);
    expect(done.stderr).toContain('--with-key');
  });

  test('without a terminal and without --with-key it ends at once and reads nothing', async () => {
    const done = await boltcall(['login'], { input: testKey });
    expect(done.exitCode).toBe(2);
    expect(done.stderr).toContain('--with-key');
  });

  test('only the first profile becomes the current one, any other with --use', async () => {
    const home = makeHome();
    await login(home, testKey, ['-p', 'clinic']);
    await login(home, liveKey);
    expect(stored(home)).toMatchObject({ current: 'clinic', profiles: { clinic: { api_key: testKey }, default: { api_key: liveKey } } });
    const named = await login(home, liveKey, ['-p', 'shop']);
    expect(named.stderr).toContain('LIVE');
    expect(named.stderr).toContain('The current profile stays clinic: `boltcall profiles use shop` changes that.');
    expect(stored(home).current).toBe('clinic');
    await login(home, liveKey, ['-p', 'shop', '--use']);
    expect(stored(home).current).toBe('shop');
  });

  test('keeps the settings that the profile has', async () => {
    const home = makeHome();
    await login(home, testKey);
    await boltcall(['profiles', 'set', 'region', 'US'], { home });
    await login(home, liveKey);
    expect(stored(home).profiles.default).toMatchObject({ api_key: liveKey, region: 'US' });
  });

  test('in a directory whose .boltcall.json names a profile, its key is not replaced unnoticed', async () => {
    const home = makeHome();
    await login(home, testKey);
    writeFileSync(join(home, '.boltcall.json'), '{"profile":"clinic"}');
    const fresh = await login(home, testKey);
    expect([fresh.exitCode, fresh.stderr]).toEqual([
      0,
      expect.stringContaining('.boltcall.json here names profile clinic, so the key is stored there'),
    ]);
    const again = await login(home, liveKey);
    expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining('.boltcall.json here names profile clinic, which has a key already')]);
    expect(stored(home).profiles.clinic.api_key).toBe(testKey);
    expect((await login(home, liveKey, ['-p', 'clinic'])).exitCode).toBe(0);
    const use = await boltcall(['profiles', 'use', 'default'], { home });
    expect(use.stderr).toContain('In this directory .boltcall.json names profile clinic, and wins');
  });

  test('eight at once lose nothing', async () => {
    const home = makeHome();
    const names = Array.from({ length: 8 }, (_, at) => `p${at}`);
    const done = await Promise.all(names.map((name) => login(home, `${testKey}${name}`, ['-p', name])));
    expect(done.map(({ exitCode }) => exitCode)).toEqual(names.map(() => 0));
    expect(Object.keys(stored(home).profiles).sort()).toEqual(names);
  });
});

describe('whoami', () => {
  test('says where everything came from, and what the API says', async () => {
    const { address, key } = await sandboxHere();
    const home = makeHome();
    await login(home, key, ['-p', 'clinic', '--base-url', address]);
    const done = await boltcall(['whoami', '-o', 'json'], { home });
    expect(JSON.parse(done.stdout)).toMatchObject({
      profile: 'clinic',
      mode: 'test',
      base_url: address,
      accepted: true,
      from: { profile: 'profiles use', key: 'profile clinic', base_url: 'profile clinic', output: '--output' },
    });
    const offline = await boltcall(['whoami', '--offline', '-o', 'json'], {
      home,
      env: { BOLTCALL_API_KEY: liveKey, BOLTCALL_BASE_URL: 'http://127.0.0.1:9' },
    });
    expect(offline.exitCode).toBe(0);
    expect(JSON.parse(offline.stdout)).toMatchObject({
      key: 'sk_live_…ghij',
      mode: 'live',
      accepted: null,
      from: { key: 'BOLTCALL_API_KEY', base_url: 'BOLTCALL_BASE_URL' },
    });
  });

  test('a rejected key is shown, then exit 3; no key is exit 3 with the ways to get one', async () => {
    const api = await startServer(refusal(401, 'invalid_api_key'));
    const rejected = await boltcall(['whoami', '-o', 'json'], { env: { BOLTCALL_API_KEY: testKey, BOLTCALL_BASE_URL: `${api.url}/v1` } });
    expect(rejected.exitCode).toBe(3);
    expect(JSON.parse(rejected.stdout).accepted).toBe(false);
    const none = await boltcall(['whoami']);
    expect(none.exitCode).toBe(3);
    for (const way of ['boltcall login', 'BOLTCALL_API_KEY', '--sandbox']) expect(none.stderr).toContain(way);
  });
});

describe('which key is sent', () => {
  const sentBy = async (args: readonly string[], options: Options, api: Awaited<ReturnType<typeof startServer>>) => {
    const done = await boltcall(['agents', 'list', ...args], options);
    return { ...done, keys: api.requests.map(({ header }) => header('authorization')) };
  };

  test('--profile as an option beats the key of the environment, with a note', async () => {
    const api = await startServer(page);
    const home = makeHome();
    await login(home, testKey, ['-p', 'clinic', '--base-url', `${api.url}/v1`]);
    const env = { BOLTCALL_API_KEY: liveKey, BOLTCALL_BASE_URL: 'http://127.0.0.1:9/v1' };
    const { exitCode, stderr, keys } = await sentBy(['-p', 'clinic'], { home, env }, api);
    expect(exitCode).toBe(0);
    expect(keys).toEqual([`Bearer ${testKey}`]);
    expect(stderr).toContain('BOLTCALL_API_KEY');
  });

  test('a stored key never goes to another origin', async () => {
    const [api, other] = [await startServer(page), await startServer(page)];
    const home = makeHome();
    await login(home, testKey, ['--base-url', `${api.url}/v1`]);
    const done = await boltcall(['agents', 'list', '--base-url', `${other.url}/v1`], { home });
    expect(done.exitCode).toBe(2);
    expect(done.stderr).toContain('BOLTCALL_API_KEY');
    const byEnv = await boltcall(['agents', 'list'], { home, env: { BOLTCALL_BASE_URL: `${other.url}/v1` } });
    expect(byEnv.exitCode).toBe(2);
    expect(other.requests).toHaveLength(0);
  });

  test('--live and --test refuse the other kind of key before anything is sent', async () => {
    const api = await startServer(page);
    const env = { BOLTCALL_API_KEY: testKey, BOLTCALL_BASE_URL: `${api.url}/v1` };
    expect((await boltcall(['agents', 'list', '--live'], { env })).exitCode).toBe(2);
    expect((await boltcall(['agents', 'list'], { env: { ...env, BOLTCALL_MODE: 'live' } })).exitCode).toBe(2);
    expect(api.requests).toHaveLength(0);
    expect((await boltcall(['agents', 'list', '--test'], { env })).exitCode).toBe(0);
  });

  test('--sandbox finds the running one, whatever is exported, and says how to start one where none runs', async () => {
    const { home } = await sandboxHere();
    const env = { BOLTCALL_API_KEY: liveKey, BOLTCALL_BASE_URL: 'http://127.0.0.1:9/v1' };
    expect((await boltcall(['agents', 'list', '--sandbox', '-o', 'id'], { home, env })).stdout).toMatch(/^agent_/);
    const none = await boltcall(['agents', 'list', '--sandbox'], { env });
    expect(none.exitCode).toBe(2);
    expect(none.stderr).toContain('boltcall sandbox start');
    expect((await boltcall(['agents', 'list', '--sandbox', '--api-key', testKey], { home })).exitCode).toBe(2);
  });

  test('an unknown profile is an error with a suggestion, also as JSON', async () => {
    const home = makeHome();
    await login(home, testKey, ['-p', 'clinic']);
    const done = await boltcall(['agents', 'list', '-p', 'clinci', '-o', 'json'], { home });
    expect(done.exitCode).toBe(2);
    expect(done.stdout).toBe('');
    expect(JSON.parse(done.stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({
      error: { code: 'usage', exit_code: 2, hint: 'Did you mean `clinic`?' },
    });
  });

  test('no key shows up in what --debug prints', async () => {
    const api = await startServer(page);
    const done = await boltcall(['agents', 'list', '--debug'], { env: { BOLTCALL_API_KEY: liveKey, BOLTCALL_BASE_URL: `${api.url}/v1` } });
    expect(done.stderr).toContain('/v1/agents');
    expect(done.stdout + done.stderr).not.toContain(liveKey.slice(8));
  });
});

describe('profiles', () => {
  test('list, use, show, set, unset, rename, remove', async () => {
    const home = makeHome();
    await login(home, testKey, ['-p', 'clinic']);
    await login(home, liveKey, ['-p', 'shop', '--use']);
    const list = JSON.parse((await boltcall(['profiles', 'list', '-o', 'json'], { home })).stdout);
    expect(list).toMatchObject([
      { name: 'clinic', current: false, mode: 'test', key: 'sk_test_…ghij' },
      { name: 'shop', current: true, mode: 'live', key: 'sk_live_…ghij' },
    ]);
    expect((await boltcall(['profiles', 'list', '-o', 'id'], { home })).stdout).toBe('clinic\nshop\n');
    expect((await boltcall(['profiles', 'use', 'clinic'], { home })).exitCode).toBe(0);
    await boltcall(['profiles', 'set', 'timezone', 'Europe/Madrid'], { home });
    await boltcall(['profiles', 'set', 'read_only', 'true', '-p', 'shop'], { home });
    expect(stored(home)).toMatchObject({ current: 'clinic', profiles: { clinic: { timezone: 'Europe/Madrid' }, shop: { read_only: true } } });
    expect(JSON.parse((await boltcall(['profiles', 'show', 'shop', '-o', 'json'], { home })).stdout)).toMatchObject({
      name: 'shop',
      read_only: true,
    });
    const refused = await boltcall(['leads', 'create', '--name', 'Ana', '-p', 'shop', '--yes'], { home });
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain('profile shop');
    await boltcall(['profiles', 'unset', 'timezone'], { home });
    expect(stored(home).profiles.clinic.timezone).toBeUndefined();
    await boltcall(['profiles', 'rename', 'clinic', 'north'], { home });
    expect(stored(home)).toMatchObject({ current: 'north', profiles: { north: { api_key: testKey } } });
    expect((await boltcall(['profiles', 'rename', 'north', 'shop'], { home })).exitCode).toBe(2);
    const asked = await boltcall(['profiles', 'remove', 'north'], { home });
    expect([asked.exitCode, asked.stderr]).toEqual([2, expect.stringContaining('confirmation required')]);
    expect(Object.keys(stored(home).profiles)).toEqual(['north', 'shop']);
    await boltcall(['profiles', 'remove', 'north', '--yes'], { home });
    expect(Object.keys(stored(home).profiles)).toEqual(['shop']);
    expect(stored(home).current).toBeUndefined();
  });

  test.each([
    [['profiles', 'use', 'clinci'], '`clinic`'],
    [['profiles', 'remove', 'clinci'], '`clinic`'],
    [['profiles', 'set', 'regoin', 'US'], '`region`'],
    [['profiles', 'set', 'region', 'UK'], 'GB'],
    [['profiles', 'set', 'api_key', 'sk_x'], 'boltcall login'],
    [['profiles', 'set', 'output', 'jsno'], '`json`'],
  ])('boltcall %j is refused with what to do', async (args, hint) => {
    const home = makeHome();
    await login(home, testKey, ['-p', 'clinic']);
    const before = readFileSync(configFile(home), 'utf8');
    const done = await boltcall(args, { home });
    expect(done.exitCode).toBe(2);
    expect(done.stderr).toContain(hint);
    expect(readFileSync(configFile(home), 'utf8')).toBe(before);
  });

  test('logout removes the key and keeps the rest; --all removes every key', async () => {
    const home = makeHome();
    await login(home, testKey, ['-p', 'clinic']);
    await login(home, liveKey, ['-p', 'shop', '--use']);
    await boltcall(['profiles', 'set', 'region', 'US'], { home });
    const done = await boltcall(['logout', '-o', 'json'], { home });
    expect(JSON.parse(done.stdout)).toEqual({ logged_out: ['shop'] });
    expect(stored(home).profiles.shop).toMatchObject({ region: 'US' });
    expect(JSON.stringify(stored(home))).not.toContain(liveKey);
    expect(stored(home).profiles.clinic.api_key).toBe(testKey);
    expect((await boltcall(['logout'], { home })).exitCode).toBe(0);
    await boltcall(['auth', 'logout', '--all'], { home });
    expect(readFileSync(configFile(home), 'utf8')).not.toContain('sk_');
  });

  test('--dry-run stores nothing and asks nobody', async () => {
    const home = makeHome();
    const dry = await boltcall(['login', '--with-key', '--dry-run', '--base-url', 'http://127.0.0.1:9'], { home, input: testKey });
    expect(dry.exitCode).toBe(0);
    expect(existsSync(configFile(home))).toBe(false);
    await login(home, testKey, ['-p', 'clinic']);
    const before = readFileSync(configFile(home), 'utf8');
    for (const args of [
      ['logout'],
      ['profiles', 'set', 'region', 'US'],
      ['profiles', 'rename', 'clinic', 'north'],
      ['profiles', 'remove', 'clinic'],
    ]) {
      expect((await boltcall([...args, '--dry-run'], { home })).stderr, args.join(' ')).toContain('Dry run');
    }
    expect(readFileSync(configFile(home), 'utf8')).toBe(before);
  });

  test('a command for one profile leaves the file as it was', async () => {
    const home = makeHome();
    await login(home, testKey, ['-p', 'clinic']);
    const before = readFileSync(configFile(home), 'utf8');
    await boltcall(['whoami', '--offline', '-p', 'clinic'], { home, env: { BOLTCALL_OUTPUT: 'csv' } });
    await boltcall(['agents', 'list', '-p', 'clinic', '--max-retries', '0', '--base-url', 'http://127.0.0.1:9'], { home });
    expect(readFileSync(configFile(home), 'utf8')).toBe(before);
  });
});

describe('a store that cannot be understood', () => {
  const broken: ReadonlyArray<[string, (file: string) => void]> = [
    ['cut off', (file) => writeFileSync(file, '{"profiles": {"a"')],
    ['empty', (file) => writeFileSync(file, '')],
    ['a directory', (file) => mkdirSync(file)],
  ];
  test.each(broken)('%s: named, never changed; what needs no store works', async (_, spoil) => {
    const { address, key } = await sandboxHere();
    const home = makeHome();
    spoil(configFile(home));
    const content = () => (statSync(configFile(home)).isDirectory() ? 'directory' : readFileSync(configFile(home), 'utf8'));
    const before = content();
    expect((await boltcall(['--version'], { home })).stdout).toMatch(/^\d/);
    for (const args of [['--help'], ['agents', 'list', '--help'], ['config', 'path'], ['open', 'docs'], ['webhooks', 'events']]) {
      expect(await boltcall(args, { home }), args.join(' ')).toMatchObject({ exitCode: 0 });
    }
    const withKey = await boltcall(['agents', 'list', '-o', 'id'], { home, env: { BOLTCALL_API_KEY: key, BOLTCALL_BASE_URL: address } });
    expect(withKey).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^agent_/) });
    for (const args of [
      ['agents', 'list'],
      ['logout'],
      ['profiles', 'list'],
      ['profiles', 'set', 'region', 'US'],
      ['login', '--with-key', '--no-verify'],
    ]) {
      const done = await boltcall(args, { home, input: testKey });
      expect(done, args.join(' ')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(configFile(home)) });
    }
    expect(content()).toBe(before);
  });

  test('a place that cannot be written to is named', async () => {
    const home = makeHome();
    writeFileSync(join(home, 'file'), '');
    const done = await login(home, testKey, [], { env: { BOLTCALL_CONFIG_DIR: join(home, 'file', 'below') } });
    expect(done.exitCode).toBe(2);
    expect(done.stderr).toContain(join(home, 'file', 'below'));
  });
});

describe('a project', () => {
  test('.boltcall.json decides what it may, and a key in it is refused with the reason', async () => {
    const home = makeHome();
    const repository = join(home, 'app');
    mkdirSync(join(repository, '.git'), { recursive: true });
    mkdirSync(join(repository, 'src'));
    writeFileSync(join(repository, '.boltcall.json'), '{"output":"json"}');
    const inside = await boltcall(['whoami', '--offline'], { home, cwd: join(repository, 'src'), env: { BOLTCALL_API_KEY: testKey } });
    expect(JSON.parse(inside.stdout).from.output).toBe('.boltcall.json');
    const path = await boltcall(['config', 'path', '-o', 'json'], { home, cwd: join(repository, 'src') });
    expect(JSON.parse(path.stdout)).toMatchObject({ project_file: join(repository, '.boltcall.json'), config_file: configFile(home) });
    writeFileSync(join(repository, '.boltcall.json'), '{"base_url":"https://evil.test"}');
    const refused = await boltcall(['agents', 'list'], { home, cwd: repository, env: { BOLTCALL_API_KEY: testKey } });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('base_url');
    expect(refused.stderr).toContain('must not redirect keys');
  });
});

test('what is kept for a profile is one value for callers at the same time, and goes with it to its new name', async () => {
  const home = makeHome();
  await login(home, testKey, ['-p', 'clinic']);
  const secret = async () => (await boltcall(['listen', '--print-secret'], { home })).stdout;
  const secrets = await Promise.all(Array.from({ length: 6 }, secret));
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^\S{16,}\n$/);
  await boltcall(['profiles', 'rename', 'clinic', 'north'], { home });
  expect(await secret()).toBe(secrets[0]);
  // The secret that apps verify with outlives the profile, unless its removal is requested.
  const removed = await boltcall(['profiles', 'remove', 'north', '--yes'], { home });
  expect(removed.stderr).toContain('Its app secret stays, for a profile of this name; --with-secret removes it too');
  await login(home, testKey, ['-p', 'north', '--use']);
  expect(await secret()).toBe(secrets[0]);
  await boltcall(['profiles', 'remove', 'north', '--yes', '--with-secret'], { home });
  await login(home, testKey, ['-p', 'north', '--use']);
  expect(await secret()).not.toBe(secrets[0]);
});

test('the columns that a project prefers are taken by lists that have them, and give way to typed ones', async () => {
  const { home } = await sandboxHere();
  const cwd = join(home, 'app');
  mkdirSync(cwd);
  writeFileSync(join(cwd, '.boltcall.json'), '{"columns":["name","id"],"output":"csv"}');
  const first = async (args: readonly string[]) => (await boltcall([...args, '--sandbox', '--limit', '1'], { home, cwd })).stdout.split(/\r?\n/)[0];
  expect(await first(['agents', 'list'])).toBe('name,id');
  expect(await first(['agents', 'list', '--columns', 'status'])).toBe('status');
  expect(await first(['calls', 'list'])).toBe('id');
  const created = await boltcall(['leads', 'create', '--name', 'Ana', '--phone', '+14155550133', '--sandbox', '-o', 'json'], { home, cwd });
  expect(Object.keys(JSON.parse(created.stdout))).toContain('status');
});

test('open prints the address and starts nothing where nobody looks', async () => {
  const done = await boltcall(['open', 'docs'], { env: { DISPLAY: ':0' } });
  expect(done).toMatchObject({ exitCode: 0, stdout: 'https://boltcall.org/api-documentation\n' });
  expect((await boltcall(['open', 'dosc'])).stderr).toContain('`docs`');
});
