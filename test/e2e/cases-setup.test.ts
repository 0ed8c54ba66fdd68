import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { boltcall, makeHome, start } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { startServer } from '../support/server.ts';

/** Bugs reported by users of similar tools, numbered as in our list. Those without a test here are covered by other tests. */
const key = 'sk_live_0123456789abcdefghijSECRET';
const page = { body: { data: [], meta: { page: 1, limit: 1, total: 0 } } };

test('case 32: a login needs no keychain: the file is said, and nothing is waited for', async () => {
  const api = await startServer(page);
  const home = makeHome();
  const env = { DBUS_SESSION_BUS_ADDRESS: undefined, DISPLAY: undefined };
  const { exitCode, stderr } = await boltcall(['login', '--with-key', '--base-url', `${api.url}/v1`], { home, env, input: `${key}\n` });
  expect(exitCode).toBe(0);
  expect(stderr).toContain(join(home, 'config'));
  expect(existsSync(join(home, 'config', 'config.json'))).toBe(true);
});

describe('case 33: nothing is asked where nobody answers', () => {
  test.each([
    [['agents', 'delete', 'agent_1'], '--yes'],
    [['messages', 'sms', '--to', '+14155550133'], '--body'],
    [['calls', 'outbound'], '--agent-id'],
    [['leads', 'get'], 'id'],
    [['login'], '--with-key'],
  ] as const)('%j with a silent standard input ends at once and names %s', async (words, said) => {
    const api = await startServer(page);
    const running = start(words, { stdin: 'pipe', env: { BOLTCALL_BASE_URL: `${api.url}/v1`, BOLTCALL_API_KEY: key } });
    // Standard input stays open and silent, so the test continues only if the program ends by itself.
    const { exitCode, stderr, stdout } = await running.ended;
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
    expect(api.requests).toEqual([]);
  });

  test('without a key it says how to get one, and opens nothing', async () => {
    const { exitCode, stderr } = await start(['agents', 'list'], { stdin: 'pipe', env: { DISPLAY: ':99' } }).ended;
    expect(exitCode).toBe(3);
    expect(stderr).toContain('boltcall login');
  });
});

test('case 34: --profile and settings of a directory leave the store as it was', async () => {
  const { address } = await sandboxHere();
  const home = makeHome();
  for (const name of ['default', 'other'])
    await boltcall(['login', '--with-key', '--no-verify', '--base-url', address, '-p', name], { home, input: 'sk_test_abcdefgh12345678\n' });
  await boltcall(['profiles', 'use', 'default'], { home });
  const store = join(home, 'config', 'config.json');
  const before = readFileSync(store, 'utf8');
  writeFileSync(join(home, '.boltcall.json'), JSON.stringify({ profile: 'other', output: 'json' }));
  const here = await boltcall(['whoami', '--offline', '--json'], { home });
  expect(here.stdout).toContain('other');
  await boltcall(['agents', 'list'], { home });
  await boltcall(['agents', 'list', '--profile', 'default', '-o', 'csv'], { home });
  expect(readFileSync(store, 'utf8')).toBe(before);
});

describe('case 35: --debug shows no secret', () => {
  test('of the header, of an answer, of an error body or of an address', async () => {
    const secret = 'whsec_topsecret0123456789abcdef';
    const answers = [
      { body: { data: [], meta: { page: 1, limit: 20, total: 0 } } },
      { status: 201, body: { id: 'wh_1', url: 'https://example.com', events: ['call.missed'], secret } },
      { status: 400, body: { error: { code: 'bad', message: `The key ${key} is odd`, api_key: key } } },
    ];
    const api = await startServer(answers);
    const env = { BOLTCALL_BASE_URL: `${api.url}/v1`, BOLTCALL_API_KEY: key };
    const list = await boltcall(['agents', 'list', '--debug'], { env });
    const create = await boltcall(['webhooks', 'create', '--url', 'https://example.com', '--event', 'call.missed', '--debug'], { env });
    const wrong = await boltcall(['api', 'GET', `/agents?api_key=${key}`, '--debug'], { env });
    expect(list.stderr).toMatch(/GET http/);
    expect([list.exitCode, create.exitCode, wrong.exitCode]).toEqual([0, 0, 7]);
    for (const { stderr } of [list, create, wrong]) expect(stderr).not.toMatch(/topsecret|SECRET|0123456789abcdefghij/);
    expect(create.stdout).toContain(secret);
  });

  test('nor a login', async () => {
    const api = await startServer(page);
    const { stderr, stdout, exitCode } = await boltcall(['login', '--with-key', '--debug', '--base-url', `${api.url}/v1`], { input: `${key}\n` });
    expect(exitCode).toBe(0);
    expect(stdout + stderr).not.toContain(key.slice(8, 30));
  });
});
