import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { requireKey } from '../../../src/profiles/key.ts';
import { temporaryDirectory } from '../../support/temporary.ts';
import { asTerminal, loggedIn, makeWorld, settingsOf, storeIn } from './world.ts';

const testKey = 'sk_test_aaaaaaaaaaaaaaaaaaaa';
const liveKey = 'sk_live_bbbbbbbbbbbbbbbbbbbb';
const usageWith = (text: string | RegExp) => expect.objectContaining({ kind: 'usage', exitCode: 2, message: expect.stringMatching(text) });
const homeWith = (store: unknown): string => {
  const home = temporaryDirectory('home');
  storeIn(home, store);
  return home;
};
const two = { current: 'clinic', profiles: { clinic: loggedIn(testKey), shop: loggedIn(liveKey, { output: 'csv', region: 'DE' }) } };

describe('which profile and key', () => {
  test('nothing stored, nothing set: the default profile, no key, the documented address', async () => {
    const settings = await settingsOf({});
    expect(settings.profile).toEqual({ value: 'default', from: 'default' });
    expect(settings.baseUrl.value.href).toBe('https://api.boltcall.org/v1');
    expect(settings.mode).toBeUndefined();
    expect(() => requireKey(settings)).toThrow(expect.objectContaining({ exitCode: 3, code: 'no_key' }));
  });

  test('the stored current profile, and where each part came from', async () => {
    const settings = await settingsOf({}, { home: homeWith(two) });
    expect(settings.profile).toEqual({ value: 'clinic', from: 'profiles use' });
    expect(requireKey(settings)).toEqual({ value: testKey, from: 'profile clinic' });
    expect(settings.baseUrl.from).toBe('profile clinic');
    expect(settings.mode).toBe('test');
  });

  test('the environment stands above the profile, an option above both', async () => {
    const home = homeWith(two);
    const env = { BOLTCALL_API_KEY: 'bc_env_key_000000', BOLTCALL_BASE_URL: 'http://127.0.0.1:4010/v1/', BOLTCALL_PROFILE: 'shop' };
    const fromEnv = await settingsOf({}, { home, env });
    expect(fromEnv.profile).toEqual({ value: 'shop', from: 'BOLTCALL_PROFILE' });
    expect(requireKey(fromEnv)).toEqual({ value: 'bc_env_key_000000', from: 'BOLTCALL_API_KEY' });
    expect(fromEnv.baseUrl.value.href).toBe('http://127.0.0.1:4010/v1');
    expect(fromEnv.mode).toBe('live');
    const typed = await settingsOf({ apiKey: testKey, baseUrl: 'https://other.test/v1' }, { home, env });
    expect(requireKey(typed)).toEqual({ value: testKey, from: '--api-key' });
    expect(typed.baseUrl).toEqual({ value: new URL('https://other.test/v1'), from: '--base-url' });
  });

  test('--profile as an option beats key, address and profile of the environment, and says so', async () => {
    const env = { BOLTCALL_API_KEY: liveKey, BOLTCALL_BASE_URL: 'https://other.test/v1', BOLTCALL_PROFILE: 'shop' };
    const settings = await settingsOf({ profile: 'clinic' }, { home: homeWith(two), env });
    expect(requireKey(settings)).toEqual({ value: testKey, from: 'profile clinic' });
    expect(settings.baseUrl.value.origin).toBe('https://api.boltcall.org');
    for (const name of Object.keys(env)) expect(settings.notes.join('\n')).toContain(name);
    const typed = await settingsOf({ profile: 'clinic', apiKey: liveKey }, { home: homeWith(two) });
    expect(requireKey(typed).from).toBe('--api-key');
    expect(typed.notes).toEqual([]);
  });

  test('a profile that does not exist is an error with a suggestion, wherever its name came from', async () => {
    const home = homeWith(two);
    await expect(settingsOf({ profile: 'clinc' }, { home })).rejects.toMatchObject({
      kind: 'usage',
      details: { hint: expect.stringContaining('`clinic`') },
    });
    await expect(settingsOf({}, { home, env: { BOLTCALL_PROFILE: 'nowhere' } })).rejects.toEqual(usageWith('BOLTCALL_PROFILE'));
    await expect(settingsOf({ profile: 'constructor' }, { home })).rejects.toEqual(usageWith('constructor'));
    await expect(settingsOf({ profile: '' }, { home })).rejects.toEqual(usageWith('empty'));
    expect((await settingsOf({ profile: 'new' }, { home }, { anyProfile: true })).profile.value).toBe('new');
  });

  test('a stored key goes only to the origin it was stored for', async () => {
    const home = homeWith(two);
    const elsewhere = await settingsOf({ baseUrl: 'https://evil.test/v1' }, { home });
    expect(elsewhere.apiKey).toBeUndefined();
    expect(() => requireKey(elsewhere)).toThrow(usageWith('belongs to https://api.boltcall.org'));
    const moved = homeWith({ profiles: { default: loggedIn(testKey, { base_url: 'https://moved.test/v1' }) } });
    const settings = await settingsOf({}, { home: moved });
    expect(() => requireKey(settings)).toThrow(usageWith('moved.test'));
    expect(requireKey(await settingsOf({ baseUrl: 'https://api.boltcall.org/v2' }, { home })).value).toBe(testKey);
    expect(requireKey(await settingsOf({ baseUrl: 'https://evil.test/v1', apiKey: 'sk_for_evil' }, { home })).value).toBe('sk_for_evil');
  });

  test('an empty variable counts as not set; an empty option and a broken key are errors', async () => {
    const home = homeWith(two);
    expect(requireKey(await settingsOf({}, { home, env: { BOLTCALL_API_KEY: '', BOLTCALL_PROFILE: '' } })).value).toBe(testKey);
    await expect(settingsOf({ apiKey: '' })).rejects.toEqual(usageWith('--api-key'));
    await expect(settingsOf({}, { env: { BOLTCALL_API_KEY: 'sk_a b' } })).rejects.toEqual(usageWith('BOLTCALL_API_KEY'));
    await expect(settingsOf({}, { env: { BOLTCALL_API_KEY: 'sk_a\nX-Evil: 1' } })).rejects.toEqual(usageWith('BOLTCALL_API_KEY'));
  });

  test('--api-key reads a file, so that the key need not stand in a process list', async () => {
    const home = temporaryDirectory('home');
    writeFileSync(join(home, 'key.txt'), `${testKey}\n`);
    expect(requireKey(await settingsOf({ apiKey: '@key.txt' }, { home })).value).toBe(testKey);
  });
});

describe('modes', () => {
  test('--test, --live and BOLTCALL_MODE refuse the other kind of key, but only where a key is needed', async () => {
    const home = homeWith(two);
    const live = await settingsOf({ profile: 'shop', test: true }, { home });
    expect(() => requireKey(live)).toThrow(usageWith('--test'));
    const test = await settingsOf({ profile: 'clinic' }, { home, env: { BOLTCALL_MODE: 'live' } });
    expect(() => requireKey(test)).toThrow(usageWith('BOLTCALL_MODE'));
    expect(requireKey(await settingsOf({ profile: 'clinic', test: true }, { home })).value).toBe(testKey);
    await expect(settingsOf({ test: true, live: true })).rejects.toEqual(usageWith('cannot be used together'));
    await expect(settingsOf({}, { env: { BOLTCALL_MODE: 'prod' } })).rejects.toEqual(usageWith('BOLTCALL_MODE'));
  });

  test('a bc_ key counts as live', async () => {
    expect((await settingsOf({ apiKey: 'bc_0123456789abcdef0123456789abcdef' })).mode).toBe('live');
  });

  test('read-only of the environment or the profile is undone by nothing', async () => {
    const home = homeWith({ profiles: { default: loggedIn(testKey, { read_only: true }) } });
    expect((await settingsOf({ readOnly: false }, { home })).readOnly).toEqual({ value: true, from: 'profile default' });
    expect((await settingsOf({}, { env: { BOLTCALL_READ_ONLY: '1' } })).readOnly).toEqual({ value: true, from: 'BOLTCALL_READ_ONLY' });
    expect((await settingsOf({}, { home, env: { BOLTCALL_READ_ONLY: '0' } })).readOnly.value).toBe(true);
    expect((await settingsOf({}, { env: { BOLTCALL_READ_ONLY: '0' } })).readOnly.value).toBe(false);
    await expect(settingsOf({}, { env: { BOLTCALL_READ_ONLY: 'maybe' } })).rejects.toEqual(usageWith('BOLTCALL_READ_ONLY'));
  });
});

describe('the sandbox', () => {
  const running = (home: string, pid = process.pid) => {
    const directory = join(home, '.local', 'state', 'boltcall', 'sandbox');
    mkdirSync(directory, { recursive: true });
    const state = { address: 'http://127.0.0.1:4999/v1', port: 4999, key: 'sk_test_sandbox', pid, startedAt: 1, token: 't' };
    writeFileSync(join(directory, '4999.json'), JSON.stringify(state));
    return home;
  };

  test('its address and key come from its state file; stored and exported keys are never sent to it', async () => {
    const home = running(homeWith(two));
    const settings = await settingsOf({ sandbox: true }, { home, env: { BOLTCALL_API_KEY: liveKey, BOLTCALL_BASE_URL: 'https://other.test' } });
    expect(requireKey(settings)).toEqual({ value: 'sk_test_sandbox', from: '--sandbox' });
    expect(settings.baseUrl.value.href).toBe('http://127.0.0.1:4999/v1');
    expect(settings.sandbox).toBe(true);
    expect((await settingsOf({}, { home, env: { BOLTCALL_SANDBOX: '1' } })).apiKey?.from).toBe('BOLTCALL_SANDBOX');
  });

  test('if none runs, a command that needs it says how to start one', async () => {
    const settings = await settingsOf({ sandbox: true }, { home: homeWith(two) });
    expect(() => requireKey(settings)).toThrow(
      expect.objectContaining({ kind: 'usage', details: expect.objectContaining({ hint: expect.stringContaining('boltcall sandbox start') }) }),
    );
    const dead = await settingsOf({ sandbox: true }, { home: running(temporaryDirectory('home'), 2 ** 22 + 1) });
    expect(() => requireKey(dead)).toThrow(usageWith('no sandbox is running'));
  });

  test.each([{ baseUrl: 'http://127.0.0.1:1' }, { apiKey: 'sk_test_x' }])('with %o it is a usage error', async (more) => {
    await expect(settingsOf({ sandbox: true, ...more })).rejects.toEqual(usageWith('cannot be used together'));
  });
});

describe('a store that cannot be read', () => {
  test('a key from the environment works with a warning; without one the failure names the file', async () => {
    const home = homeWith('{"profiles": {');
    const settings = await settingsOf({}, { home, env: { BOLTCALL_API_KEY: testKey } });
    expect(requireKey(settings).value).toBe(testKey);
    expect(settings.warnings.join()).toContain('config.json');
    const without = await settingsOf({}, { home });
    expect(() => requireKey(without)).toThrow(usageWith(/config\.json.*not valid JSON/));
    await expect(settingsOf({ profile: 'clinic' }, { home, env: { BOLTCALL_API_KEY: testKey } })).rejects.toEqual(usageWith('config.json'));
  });
});

describe('.boltcall.json', () => {
  const project = (content: unknown, options = {}, more: { readonly env?: Record<string, string> } = {}) => {
    const home = homeWith(two);
    mkdirSync(join(home, 'app', 'src'), { recursive: true });
    mkdirSync(join(home, 'app', '.git'));
    writeFileSync(join(home, 'app', '.boltcall.json'), typeof content === 'string' ? content : JSON.stringify(content));
    return settingsOf(options, { home, cwd: join(home, 'app', 'src'), ...more });
  };

  test('stands between environment and profile', async () => {
    const content = {
      profile: 'shop',
      output: 'yaml',
      columns: ['id'],
      default_agent: 'agent_1',
      forward_to: '3000',
      events: 'call.completed, lead.created',
      region: 'gb',
      timezone: 'Europe/Madrid',
    };
    const settings = await project(content);
    expect(settings.profile).toEqual({ value: 'shop', from: '.boltcall.json' });
    expect(settings.output).toEqual({ value: 'yaml', from: '.boltcall.json' });
    expect(settings.region).toEqual({ value: 'GB', from: '.boltcall.json' });
    expect(settings.zone).toEqual({ value: 'Europe/Madrid', from: '.boltcall.json' });
    expect(settings.defaultAgent?.value).toBe('agent_1');
    expect(settings.forwardTo?.value).toEqual(['3000']);
    expect(settings.events?.value).toEqual(['call.completed', 'lead.created']);
    expect(settings.columns?.value).toEqual(['id']);
    expect((await project(content, {}, { env: { BOLTCALL_OUTPUT: 'tsv', BOLTCALL_PROFILE: 'clinic' } })).output.value).toBe('tsv');
    expect((await project({ output: 'yaml' }, { profile: 'shop' })).output.value).toBe('yaml');
  });

  test.each(['api_key', 'base_url', 'via', 'secret', 'read_only', 'confirm', 'nonsense'])('refuses %s with the reason', async (name) => {
    await expect(project({ [name]: 'x' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(name),
      details: { hint: expect.any(String) },
    });
  });

  test.each([['{'], ['[]'], ['{"profile": 3}'], ['{"events": [1]}']])('%s is named as wrong', async (content) => {
    await expect(project(content)).rejects.toEqual(usageWith('.boltcall.json'));
  });

  test('is not looked for above the root of the repository, nor in parents outside of one', async () => {
    const home = temporaryDirectory('home');
    mkdirSync(join(home, 'repo', '.git'), { recursive: true });
    mkdirSync(join(home, 'plain', 'deep'), { recursive: true });
    for (const directory of [home, join(home, 'plain')]) writeFileSync(join(directory, '.boltcall.json'), '{"api_key":"sk_evil"}');
    expect((await settingsOf({}, { home, cwd: join(home, 'repo') })).apiKey).toBeUndefined();
    expect((await settingsOf({}, { home, cwd: join(home, 'plain', 'deep') })).apiKey).toBeUndefined();
    await expect(settingsOf({}, { home, cwd: join(home, 'plain') })).rejects.toEqual(usageWith('api_key'));
  });

  test('a profile that this machine lacks is an error, unless the key comes from elsewhere', async () => {
    await expect(project({ profile: 'theirs' })).rejects.toEqual(usageWith('theirs'));
    const settings = await project({ profile: 'theirs' }, {}, { env: { BOLTCALL_API_KEY: testKey } });
    expect(requireKey(settings).value).toBe(testKey);
    expect(settings.notes.join()).toContain('theirs');
  });
});

describe('output, colours, width', () => {
  test('the format: option, --json, environment, profile, table', async () => {
    const home = homeWith(two);
    expect((await settingsOf({ output: 'tsv' }, { home, env: { BOLTCALL_OUTPUT: 'csv' } })).view.format).toBe('tsv');
    expect((await settingsOf({ json: true }, { home, env: { BOLTCALL_OUTPUT: 'csv' } })).output).toEqual({ value: 'json', from: '--json' });
    expect((await settingsOf({ profile: 'shop' }, { home })).output).toEqual({ value: 'csv', from: 'profile shop' });
    expect((await settingsOf({})).output).toEqual({ value: 'table', from: 'default' });
    expect((await settingsOf({ output: 'json', json: true })).view.format).toBe('json');
    await expect(settingsOf({ output: 'csv', json: true })).rejects.toEqual(usageWith('cannot be used together'));
  });

  test('an unknown format is refused with a suggestion; a path is told of --out', async () => {
    await expect(settingsOf({ output: 'jsno' })).rejects.toMatchObject({ details: { hint: 'Did you mean `json`?' } });
    await expect(settingsOf({}, { env: { BOLTCALL_OUTPUT: 'xml' } })).rejects.toEqual(usageWith('BOLTCALL_OUTPUT'));
    for (const output of ['calls.csv', './out', 'a/b.json', 'C:\\x']) {
      await expect(settingsOf({ output })).rejects.toMatchObject({ details: { hint: expect.stringContaining(`--out ${output}`) } });
    }
  });

  test('a query as jq writes it is told that this is JMESPath; columns are names between commas', async () => {
    await expect(settingsOf({ query: '.[].id' })).rejects.toEqual(usageWith('JMESPath'));
    await expect(settingsOf({ columns: ' , ' })).rejects.toEqual(usageWith('--columns'));
    expect((await settingsOf({ columns: ' id , name ' })).view.columns).toEqual(['id', 'name']);
  });

  test.each([
    ['the terminal', 61, '100', 61],
    ['COLUMNS where the terminal has none', undefined, '100', 100],
    ['80 for a COLUMNS that is no width', undefined, 'abc', 80],
    ['80 for COLUMNS=0', undefined, '0', 80],
    ['80 for COLUMNS=5', 0, '5', 80],
  ])('the width is that of %s', async (_, columns, variable, width) => {
    const stdout = asTerminal(new PassThrough(), columns === undefined ? {} : { columns });
    expect((await settingsOf({}, { stdout, env: { COLUMNS: variable } })).view.width).toBe(width);
  });

  test('colour: an option beats the environment, and a pipe has none', async () => {
    const stdout = asTerminal(new PassThrough());
    expect((await settingsOf({}, { stdout })).view.color).toBe(true);
    expect((await settingsOf({}, { stdout, env: { NO_COLOR: '1' } })).view.color).toBe(false);
    expect((await settingsOf({ color: 'always' }, { env: { NO_COLOR: '1' } })).view.color).toBe(true);
    expect((await settingsOf({ color: false }, { stdout, env: { FORCE_COLOR: '1' } })).view.color).toBe(false);
    expect((await settingsOf({}, {})).view.color).toBe(false);
    await expect(settingsOf({ color: 'alwyas' })).rejects.toMatchObject({ details: { hint: 'Did you mean `always`?' } });
  });
});

describe('the rest', () => {
  test('may ask only on a terminal, outside CI, without --no-input', async () => {
    const terminals = () => ({ stdin: asTerminal(new PassThrough()), stderr: asTerminal(new PassThrough()) });
    expect((await settingsOf({}, terminals())).interactive).toBe(true);
    expect((await settingsOf({}, { ...terminals(), env: { CI: 'false' } })).interactive).toBe(true);
    expect((await settingsOf({}, { ...terminals(), env: { CI: 'true' } })).interactive).toBe(false);
    expect((await settingsOf({ input: false }, terminals())).interactive).toBe(false);
    expect((await settingsOf({}, { stdin: asTerminal(new PassThrough()) })).interactive).toBe(false);
    expect((await settingsOf({}, { stderr: asTerminal(new PassThrough()) })).interactive).toBe(false);
  });

  test('time-outs and retries', async () => {
    expect((await settingsOf({})).timeout.value).toBe(30_000);
    expect((await settingsOf({ timeout: '500ms' }, { env: { BOLTCALL_TIMEOUT: '9' } })).timeout).toEqual({ value: 500, from: '--timeout' });
    expect((await settingsOf({}, { env: { BOLTCALL_TIMEOUT: '2m', BOLTCALL_MAX_RETRIES: '0' } })).timeout.value).toBe(120_000);
    expect((await settingsOf({}, { env: { BOLTCALL_MAX_RETRIES: '0' } })).maxRetries.value).toBe(0);
    for (const timeout of ['0', '-1', 'soon', '', '25h']) await expect(settingsOf({ timeout })).rejects.toEqual(usageWith('--timeout'));
    for (const maxRetries of ['-1', '1.5', 'x', '100']) await expect(settingsOf({ maxRetries })).rejects.toEqual(usageWith('--max-retries'));
  });

  test('zones: --utc, --tz, profile, TZ; a wrong one gets a suggestion', async () => {
    const home = homeWith({ profiles: { default: loggedIn(testKey, { timezone: 'Asia/Tokyo' }) } });
    expect((await settingsOf({}, { home })).view.zone).toBe('Asia/Tokyo');
    expect((await settingsOf({ utc: true }, { home })).zone).toEqual({ value: 'UTC', from: '--utc' });
    expect((await settingsOf({ tz: 'europe/madrid' }, { home })).zone.value).toBe('Europe/Madrid');
    expect((await settingsOf({}, { env: { TZ: 'America/New_York' } })).zone).toMatchObject({ value: 'America/New_York', from: 'default' });
    const odd = await settingsOf({}, { env: { TZ: 'Mars/Base' } });
    expect([odd.zone, odd.view.local, odd.notes]).toEqual([
      { value: 'UTC', from: 'TZ' },
      undefined,
      [expect.stringMatching(/^TZ is `Mars\/Base` and names no time zone/)],
    ]);
    expect((await settingsOf({ tz: 'Asia/Tokyo' }, { env: { TZ: '' } })).notes).toEqual([]);
    await expect(settingsOf({ tz: 'Madrid' })).rejects.toMatchObject({ details: { hint: 'Did you mean `Europe/Madrid`?' } });
    await expect(settingsOf({ tz: 'Mars/Base' })).rejects.toEqual(usageWith('--tz'));
    await expect(settingsOf({ tz: 'Asia/Tokyo', utc: true })).rejects.toEqual(usageWith('cannot be used together'));
  });

  test.each(['', 'Etc/Unknown', 'Mars/Base', 'UTC-3', 'CET-1CEST', '../../etc/passwd', '+03:00', 'PST8PDT,M3.2.0,M11.1.0'])(
    'TZ=%s names no zone',
    async (TZ) => {
      const { zone, notes } = await settingsOf({}, { env: { TZ } });
      expect([zone.value, notes.join()]).toEqual(['UTC', expect.stringMatching(/^TZ .* names no time zone/)]);
    },
  );

  test.each(['Europe/Berlin', ':Europe/Berlin', '/usr/share/zoneinfo/Europe/Berlin', 'Asia/Kathmandu', 'Etc/GMT+3', 'EST5EDT', 'UTC'])(
    'TZ=%s is a zone',
    async (TZ) => {
      const { zone, notes } = await settingsOf({}, { env: { TZ } });
      expect([zone.value, notes]).toEqual([TZ.replace(/^:|^.*zoneinfo./, ''), []]);
    },
  );

  test('base URLs that are none are refused, naming where they came from', async () => {
    for (const baseUrl of ['', 'api.boltcall.org/v1', 'ftp://x', 'https://u:p@x', 'https://x/?a=1', 'http://', 'localhost:4010']) {
      await expect(settingsOf({ baseUrl })).rejects.toEqual(usageWith('--base-url'));
    }
    await expect(settingsOf({ baseUrl: 'localhost:4010/v1' })).rejects.toMatchObject({
      details: { hint: 'Did you mean `http://localhost:4010/v1`?' },
    });
  });

  test('what stands in a profile by hand and is no setting is left out with a warning', async () => {
    const home = homeWith({
      profiles: { default: loggedIn(testKey, { output: 'xml', confirm: 'sometimes', read_only: 'yes', timezone: 'Mars', region: 'Mars' }) },
    });
    const settings = await settingsOf({}, { home });
    expect(settings.output.value).toBe('table');
    expect(settings.confirm.value).toBe('all');
    expect(settings.readOnly.value).toBe(true);
    expect(settings.warnings.join()).toMatch(/output[\s\S]*Mars[\s\S]*confirm/);
    expect(settings.region).toBeUndefined();
  });

  test('opens neither stream until something asks', async () => {
    const opened: string[] = [];
    const world = makeWorld();
    const watched = Object.defineProperties(
      { ...world },
      Object.fromEntries(
        (['stdin', 'stdout', 'stderr'] as const).map((name) => [
          name,
          {
            get: () => {
              opened.push(name);
              return world[name];
            },
          },
        ]),
      ),
    );
    const { resolveSettings } = await import('../../../src/profiles/resolve.ts');
    const settings = await resolveSettings({ output: 'json' }, watched);
    expect(opened).toEqual([]);
    expect(settings.view.terminal).toBe(false);
    expect(opened).toEqual(['stdout']);
  });
});
