import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { placesOf } from '../../../src/profiles/directories.ts';
import { checkedName, needProfile, renamed, withoutProfiles, withProfile } from '../../../src/profiles/edit.ts';
import { forget, kept, moveScope, profileScope, scopeOf } from '../../../src/profiles/generated.ts';
import { masked } from '../../../src/profiles/key.ts';
import { memberOf } from '../../../src/profiles/settable.ts';
import { changeStore, profileOf, readStore } from '../../../src/profiles/store.ts';
import { temporaryDirectory } from '../../support/temporary.ts';
import { makeWorld, settingsOf, storeIn } from './world.ts';

const placesIn = (home: string) => placesOf(makeWorld({ home }));
const usageWith = (text: string | RegExp) => expect.objectContaining({ kind: 'usage', message: expect.stringMatching(text) });
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('where things are', () => {
  const home = '/home/mia';
  const places = (platform: string, env: Record<string, string> = {}) => ({ ...placesOf({ platform, env, home }) });

  test('Linux', () => {
    expect(places('linux')).toEqual({
      config: '/home/mia/.config/boltcall',
      state: '/home/mia/.local/state/boltcall',
      cache: '/home/mia/.cache/boltcall',
    });
  });
  test('macOS', () => {
    expect(places('darwin').config).toBe('/home/mia/Library/Preferences/boltcall');
    expect(places('darwin').cache).toBe('/home/mia/Library/Caches/boltcall');
  });
  test('Windows', () => {
    expect(places('win32', { APPDATA: '/roaming', LOCALAPPDATA: '/local' })).toEqual({
      config: '/roaming/boltcall',
      state: '/local/boltcall/State',
      cache: '/local/boltcall/Cache',
    });
  });
  test('XDG, absolute paths only; our own variables stand above it', () => {
    expect(places('darwin', { XDG_CONFIG_HOME: '/x' }).config).toBe('/x/boltcall');
    expect(places('linux', { XDG_CONFIG_HOME: 'x' }).config).toBe('/home/mia/.config/boltcall');
    expect(places('linux', { XDG_STATE_HOME: '/x', BOLTCALL_STATE_DIR: '/mine' }).state).toBe('/mine');
  });
});

describe('a home', () => {
  const usageOf = (env: Record<string, string>, home?: string) => {
    try {
      return placesOf({ platform: 'linux', env, home }).config;
    } catch (thrown) {
      return thrown;
    }
  };

  test('is HOME, else what the system knows of the user', () => {
    expect(usageOf({ HOME: '/home/ana' }, '/home/mia')).toBe('/home/ana/.config/boltcall');
    expect(usageOf({}, '/home/mia')).toBe('/home/mia/.config/boltcall');
    expect(usageOf({})).toEqual(usageWith('this user has no home directory'));
  });

  test.each([
    [{ HOME: '' }, 'HOME is empty'],
    [{ HOME: 'mia' }, 'HOME is `mia`, not an absolute path'],
    [{ HOME: '~' }, 'HOME is `~`, and only a shell expands the ~'],
    [{ BOLTCALL_CONFIG_DIR: 'here' }, 'BOLTCALL_CONFIG_DIR is `here`, not an absolute path'],
    [{ BOLTCALL_CONFIG_DIR: '~/config' }, 'BOLTCALL_CONFIG_DIR is `~/config`, and only a shell expands the ~'],
  ])('that is not absolute is refused, so that no key lands in a project: %j', (env, message) => {
    expect(usageOf(env, '/home/mia')).toEqual(usageWith(message));
  });

  test('is needed by nobody who names all three directories, or asks for none', () => {
    const places = placesOf({ platform: 'linux', env: { HOME: '', BOLTCALL_CONFIG_DIR: '/c', BOLTCALL_STATE_DIR: '/s' }, home: undefined });
    expect([places.config, places.state]).toEqual(['/c', '/s']);
    expect(() => places.cache).toThrow('HOME is empty');
  });
});

describe('the profile store', () => {
  test('is made 0600 in a 0700 directory, and read again', async () => {
    const places = placesIn(temporaryDirectory('home'));
    expect(readStore(places)).toEqual({ profiles: {} });
    await changeStore(places, (store) => ({ ...withProfile(store, 'clinic', { api_key: 'sk_1' }), current: 'clinic' }));
    expect(readStore(places)).toEqual({ current: 'clinic', profiles: { clinic: { api_key: 'sk_1' } } });
    expect(modeOf(places.config)).toBe(0o700);
    expect(modeOf(join(places.config, 'config.json'))).toBe(0o600);
  });

  test('keeps what it does not know, and makes a file that others could read private again', async () => {
    const home = temporaryDirectory('home');
    const file = storeIn(home, { future: { a: 1 }, profiles: { a: { api_key: 'sk_1', future: true } } });
    chmodSync(file, 0o644);
    await changeStore(placesIn(home), (store) => withProfile(store, 'b', { api_key: 'sk_2' }));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      future: { a: 1 },
      profiles: { a: { api_key: 'sk_1', future: true }, b: { api_key: 'sk_2' } },
    });
    expect(modeOf(file)).toBe(0o600);
  });

  test('closes its own directory to others and says so; one that holds more is left', async () => {
    const home = temporaryDirectory('home');
    const file = storeIn(home, {});
    chmodSync(dirname(file), 0o777);
    chmodSync(file, 0o644);
    const said: string[] = [];
    const change = () =>
      changeStore(
        placesIn(home),
        (store) => store,
        (line) => said.push(line),
      );
    await change();
    expect([modeOf(dirname(file)), modeOf(file)]).toEqual([0o700, 0o600]);
    expect(said).toEqual([`Others could look into ${dirname(file)} (0777) and ${file} (0644); now only you can.`]);
    await change();
    expect(said).toHaveLength(1);
    chmodSync(dirname(file), 0o755);
    writeFileSync(join(dirname(file), 'notes.txt'), '');
    await change();
    expect([modeOf(dirname(file)), said.length]).toEqual([0o755, 1]);
  });

  test('with a byte-order mark it is read, and changed', async () => {
    const home = temporaryDirectory('home');
    const file = storeIn(home, `\uFEFF${JSON.stringify({ profiles: { a: { api_key: 'sk_1' } } })}`);
    expect(readStore(placesIn(home)).profiles).toEqual({ a: { api_key: 'sk_1' } });
    await changeStore(placesIn(home), (store) => withProfile(store, 'b', { api_key: 'sk_2' }));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ profiles: { a: { api_key: 'sk_1' }, b: { api_key: 'sk_2' } } });
  });

  test('writers at the same time lose nothing', async () => {
    const places = placesIn(temporaryDirectory('home'));
    const names = Array.from({ length: 12 }, (_, at) => `p${at}`);
    await Promise.all(names.map((name) => changeStore(places, (store) => withProfile(store, name, { api_key: name }))));
    expect(Object.keys(readStore(places).profiles).sort()).toEqual([...names].sort());
  });

  test.each([
    ['empty', '', 'is empty'],
    ['cut off', '{"profiles": {"a": {"api_k', 'not valid JSON'],
    ['a list', '[]', 'not a JSON object'],
    ['with profiles that are none', '{"profiles": {"a": 3}}', 'profiles'],
    ['with a current one that is no name', '{"current": 3}', 'current'],
  ])('a file that is %s fails, naming it, and is not touched', async (_, content, why) => {
    const home = temporaryDirectory('home');
    const file = storeIn(home, content);
    expect(() => readStore(placesIn(home))).toThrow(usageWith(why));
    expect(() => readStore(placesIn(home))).toThrow(usageWith(file));
    await expect(changeStore(placesIn(home), (store) => store)).rejects.toEqual(usageWith(file));
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  test('a file that is no JSON is never quoted, since it may be the key that is', () => {
    const home = temporaryDirectory('home');
    storeIn(home, '{"profiles": {"a": {"api_key": odd_token_12345}}}');
    let thrown: unknown;
    try {
      readStore(placesIn(home));
    } catch (error) {
      thrown = error;
    }
    expect(inspect(thrown)).toContain('not valid JSON');
    expect(inspect(thrown)).not.toContain('odd_tok');
  });

  test('a directory in its place, or a file in place of its directory, is said as such', async () => {
    const home = temporaryDirectory('home');
    const places = placesIn(home);
    mkdirSync(join(places.config, 'config.json'), { recursive: true });
    expect(() => readStore(places)).toThrow(usageWith('is a directory'));
    const other = temporaryDirectory('home');
    writeFileSync(join(other, '.config'), 'a file');
    expect(() => readStore(placesIn(other))).toThrow(usageWith('not a directory'));
    await expect(changeStore(placesIn(other), (store) => store)).rejects.toEqual(usageWith('not a directory'));
  });

  test('a byte-order mark is no harm, and a link stays a link', async () => {
    const home = temporaryDirectory('home');
    const file = storeIn(home, '\uFEFF{"profiles":{"a":{}}}');
    expect(Object.keys(readStore(placesIn(home)).profiles)).toEqual(['a']);
    const linked = temporaryDirectory('home');
    mkdirSync(join(linked, '.config', 'boltcall'), { recursive: true });
    symlinkSync(file, join(linked, '.config', 'boltcall', 'config.json'));
    writeFileSync(file, '{"profiles":{"a":{}}}');
    await changeStore(placesIn(linked), (store) => withProfile(store, 'b', {}));
    expect(Object.keys(readStore(placesIn(home)).profiles)).toEqual(['a', 'b']);
  });

  test('names that every object has are no profiles', () => {
    expect(profileOf({ profiles: {} }, 'constructor')).toBeUndefined();
    expect(profileOf({ profiles: {} }, '__proto__')).toBeUndefined();
  });
});

describe('editing', () => {
  const store = { current: 'a', profiles: { a: { x: 1 }, b: {} } };
  test('renaming keeps place and currency; removing the current one leaves none', () => {
    expect(renamed(store, 'a', 'c')).toEqual({ current: 'c', profiles: { c: { x: 1 }, b: {} } });
    expect(Object.keys(renamed(store, 'a', 'c').profiles)).toEqual(['c', 'b']);
    expect(renamed(store, 'b', 'c').current).toBe('a');
    expect(withoutProfiles(store, ['a'])).toEqual({ profiles: { b: {} } });
    expect(withoutProfiles(store, ['b'])).toEqual({ current: 'a', profiles: { a: { x: 1 } } });
  });

  test.each(['', ' a', '-a', 'a\u001b[31m', '__proto__', 'x'.repeat(65)])('%j is no name', (name) => {
    expect(() => checkedName(name)).toThrow(usageWith('not a valid profile name'));
  });

  test('a mistyped name gets a suggestion', async () => {
    await expect(needProfile({ profiles: { clinic: {} } }, 'clinci')).rejects.toMatchObject({ details: { hint: 'Did you mean `clinic`?' } });
  });

  test.each([
    ['base_url', 'https://x.test/v1/', 'https://x.test/v1'],
    ['base-url', 'http://localhost:4010/v1', 'http://localhost:4010/v1'],
    ['output', 'JSON', 'json'],
    ['region', 'gb', 'GB'],
    ['timezone', 'utc', 'UTC'],
    ['read_only', 'true', true],
    ['read_only', 'off', false],
    ['confirm', 'risky', 'risky'],
    ['from_number', '+1 (415) 555-0133', '+14155550133'],
    ['forward_to', '3000/hooks', '3000/hooks'],
    ['forward_to', '3000, https://a.test/x', ['3000', 'https://a.test/x']],
    ['via', 'svix', 'svix'],
    ['default_agent', 'agent_abc123', 'agent_abc123'],
  ])('%s %s', async (name, typed, value) => {
    const found = await memberOf(name);
    expect(await found.member.check(typed, found.name, undefined)).toEqual(value);
  });

  test.each([
    ['base_url', 'api.test'],
    ['output', 'xml'],
    ['region', 'ZZ'],
    ['timezone', 'Mars'],
    ['read_only', 'maybe'],
    ['confirm', 'some'],
    ['from_number', '4155550133'],
    ['forward_to', 'ftp://x'],
    ['via', 'tor'],
    ['default_agent', ''],
  ])('%s %s is refused', async (name, typed) => {
    const { member } = await memberOf(name);
    await expect((async () => member.check(typed, name, undefined))()).rejects.toEqual(usageWith(name));
  });

  test('an unknown setting gets a suggestion; a key is sent to login', async () => {
    await expect(memberOf('regon')).rejects.toMatchObject({ details: { hint: 'Did you mean `region`?' } });
    await expect(memberOf('api_key')).rejects.toMatchObject({ details: { hint: expect.stringContaining('boltcall login') } });
  });
});

describe('keys as they are shown', () => {
  test.each([
    ['sk_live_0123456789abcdefwxyz', 'sk_live_…wxyz'],
    ['sk_test_short', 'sk_test_…'],
    ['bc_0123456789abcdef0123456789abcdef', 'bc_…cdef'],
    ['0123456789abcdef0123456789abcdef', '…cdef'],
    ['secret', '…'],
  ])('%s', (key, shown) => expect(masked(key)).toBe(shown));
});

describe('values that are made once', () => {
  test('stay the same, are private, and callers at the same time get one value', async () => {
    const places = placesIn(temporaryDirectory('home'));
    let made = 0;
    const make = () => `secret ${++made}`;
    const values = await Promise.all(Array.from({ length: 8 }, () => kept(places, 'profile a', 'secret', make)));
    expect(new Set(values)).toEqual(new Set(['secret 1']));
    expect(await kept(places, 'profile b', 'secret', make)).toBe('secret 2');
    expect(await kept(places, 'profile a', 'secret', () => 'other')).toBe('secret 1');
    expect(modeOf(join(places.state, 'kept.json'))).toBe(0o600);
    expect(modeOf(places.state)).toBe(0o700);
  });

  test('can be forgotten one by one, all of a scope, or move to another scope', async () => {
    const places = placesIn(temporaryDirectory('home'));
    for (const name of ['one', 'two']) await kept(places, 'a', name, () => `a ${name}`);
    await forget(places, 'a', 'one');
    expect(await kept(places, 'a', 'one', () => 'new')).toBe('new');
    expect(await kept(places, 'a', 'two', () => 'new')).toBe('a two');
    await moveScope(places, 'a', 'b');
    expect(await kept(places, 'b', 'two', () => 'new')).toBe('a two');
    await forget(places, 'b');
    expect(await kept(places, 'b', 'two', () => 'new')).toBe('new');
    await forget(places, 'never there');
  });

  test('a file that is not ours is named and stays', async () => {
    const places = placesIn(temporaryDirectory('home'));
    mkdirSync(places.state, { recursive: true });
    const file = join(places.state, 'kept.json');
    for (const content of ['', '{', '[1]', '{"a": {"b": 1}}']) {
      writeFileSync(file, content);
      await expect(kept(places, 'a', 'one', () => 'new')).rejects.toEqual(usageWith(file));
      expect(readFileSync(file, 'utf8')).toBe(content);
    }
  });

  test('belong to the profile; without one to address and key, whose text is not written down', async () => {
    const home = temporaryDirectory('home');
    storeIn(home, { current: 'a', profiles: { a: { api_key: 'sk_stored_key' } } });
    expect(scopeOf(await settingsOf({}, { home }))).toBe(profileScope('a'));
    const key = 'sk_live_0123456789';
    const scope = scopeOf(await settingsOf({}, { env: { BOLTCALL_API_KEY: key } }));
    expect(scope).toContain('https://api.boltcall.org/v1');
    expect(scope).not.toContain(key);
    expect(scope).not.toBe(scopeOf(await settingsOf({}, { env: { BOLTCALL_API_KEY: 'sk_live_other' } })));
    expect(dirname(placesIn(home).config)).toBe(join(home, '.config'));
  });
});
