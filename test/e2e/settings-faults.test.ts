import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boltcall, makeHome } from '../support/program.ts';
import { startServer } from '../support/server.ts';

const list = { body: { data: [], meta: { page: 1, limit: 20, total: 0 } } };

/** Creates a home with one profile, as if written by hand. */
const homeWith = (profile: object): string => {
  const home = makeHome();
  mkdirSync(join(home, 'config'), { recursive: true });
  writeFileSync(join(home, 'config', 'config.json'), JSON.stringify({ current: 'clinic', profiles: { clinic: profile } }), { mode: 0o600 });
  return home;
};

const stored = (home: string) => JSON.parse(readFileSync(join(home, 'config', 'config.json'), 'utf8')).profiles.clinic;

describe('a profile that holds a wrong value', () => {
  it.each([
    ['key', { api_key: 'sk_live_with spaces' }, 'a key cannot contain spaces', '`boltcall login`'],
    ['address', { api_key: 'sk_live_12345678', base_url: 'api.example' }, '`api.example` is not an http or https URL', 'profiles set base_url URL'],
  ])('has its %s refused before anything is sent, and the command named that mends it', async (_, profile, words, repair) => {
    const { exitCode, stderr } = await boltcall(['agents', 'list'], { home: homeWith(profile) });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(stderr).toContain(repair);
  });

  it('is mended by login', async () => {
    const home = homeWith({ api_key: 'not a key', base_url: 'nowhere' });
    const server = await startServer(list);
    const done = await boltcall(['login', '-p', 'clinic', '--with-key', '--base-url', server.url], { home, input: 'sk_test_12345678\n' });
    expect([done.exitCode, stored(home)]).toEqual([0, expect.objectContaining({ api_key: 'sk_test_12345678', base_url: `${server.url}/` })]);
    expect((await boltcall(['agents', 'list', '--json'], { home })).stdout).toBe('[]\n');
  });

  it('is mended by profiles set, and logout removes a key that cannot be used', async () => {
    const home = homeWith({ api_key: 'not a key', base_url: 'nowhere' });
    expect((await boltcall(['profiles', 'set', 'base_url', 'https://api.example/v1'], { home })).exitCode).toBe(0);
    expect((await boltcall(['logout'], { home })).exitCode).toBe(0);
    expect(stored(home)).toEqual({ base_url: 'https://api.example/v1' });
  });
});
