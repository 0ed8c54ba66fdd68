import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { boltcall, makeHome, program } from '../support/program.ts';
import { startServer } from '../support/server.ts';
import { shell, terminal, tmux } from '../support/terminal.ts';

const stored = (home: string) => JSON.parse(readFileSync(join(home, 'config', 'config.json'), 'utf8'));
const page = { body: { data: [], meta: { page: 1, limit: 1, total: 0 } } };

describe.skipIf(!tmux)('login on a terminal (needs tmux)', () => {
  test('asks for the key without showing it, then for the country, and stores both', async () => {
    const api = await startServer(page);
    const home = makeHome();
    const term = await terminal(['login', '--base-url', `${api.url}/v1`], { home });
    await term.shows('API key');
    await term.type('sk_test_hidden_0123456789abcdef');
    // That typing arrives can be seen.
    await term.shows('*'.repeat(31));
    await term.press('Enter');
    await term.shows('Default country');
    await term.type('zz');
    await term.press('Enter');
    await term.shows('unknown country `ZZ`');
    await term.press('BSpace', 'BSpace');
    await term.type('us');
    await term.press('Enter');
    expect(await term.ended()).toBe(0);
    expect(await term.history()).not.toContain('hidden');
    expect(stored(home).profiles.default).toMatchObject({ api_key: 'sk_test_hidden_0123456789abcdef', region: 'US' });
    expect(api.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /v1/agents?limit=1']);
    expect(await term.sane()).toBe(true);
  });

  test('Enter skips the country; a pasted key with its newline is taken whole', async () => {
    const api = await startServer(page);
    const home = makeHome();
    const term = await terminal(['login', '--base-url', `${api.url}/v1`], { home });
    await term.shows('API key');
    await term.paste('sk_test_pasted_0123456789abcdef\n');
    await term.shows('Default country');
    await term.press('Enter');
    expect(await term.ended()).toBe(0);
    expect(stored(home).profiles.default.api_key).toBe('sk_test_pasted_0123456789abcdef');
    expect(stored(home).profiles.default.region).toBeUndefined();
  });

  test('an empty key is refused with what to do, and nothing is stored', async () => {
    const home = makeHome();
    const term = await terminal(['login'], { home });
    await term.shows('API key');
    await term.press('Enter');
    await term.shows('the key is empty');
    expect(await term.ended()).toBe(2);
    expect(() => stored(home)).toThrow(/ENOENT/);
  });

  test.each([['C-c'], ['C-d']])('%s at a question ends with 130, stores nothing and leaves the terminal as it was', async (key) => {
    const home = makeHome();
    const term = await terminal(['login'], { home });
    await term.shows('API key');
    await term.press(key);
    expect(await term.ended()).toBe(130);
    expect(await term.screen()).toContain('interrupted');
    expect(await term.sane()).toBe(true);
    expect(() => stored(home)).toThrow(/ENOENT/);
  });

  test('asks nothing in CI or with --no-input, and says what to do', async () => {
    const ci = await terminal(['login'], { env: { CI: 'true' } });
    expect(await ci.ended()).toBe(2);
    const noInput = await terminal(['login', '--no-input']);
    expect(await noInput.ended()).toBe(2);
    for (const screen of [await ci.screen(), await noInput.screen()]) expect(screen).toContain('--with-key');
  });
});

describe.skipIf(!tmux)('a confirmation (needs tmux)', () => {
  const remove = ['agents', 'delete', 'agent_abc123'];
  const env = (url: string) => ({ BOLTCALL_BASE_URL: `${url}/v1`, BOLTCALL_API_KEY: 'sk_live_0123456789abcdefghij' });
  const deleted = (api: Awaited<ReturnType<typeof startServer>>) => api.requests.filter(({ method }) => method === 'DELETE').length;

  test('y and Enter go ahead; LIVE is said', async () => {
    const api = await startServer({ body: { deleted: true } });
    const term = await terminal(remove, { env: env(api.url) });
    await term.shows('LIVE', '(y/N)');
    await term.press('y');
    await term.shows('(y/N) y');
    expect(deleted(api)).toBe(0);
    await term.press('Enter');
    expect(await term.ended()).toBe(0);
    expect(deleted(api)).toBe(1);
    expect(await term.sane()).toBe(true);
  });

  test.each([[['n', 'Enter']], [['N', 'o', 'Enter']], [['Enter']], [['Up', 'Enter']], [['C-c']], [['y', 'C-c']], [['C-d']]])(
    '%j sends nothing and ends with 130',
    async (keys) => {
      const api = await startServer({ body: { deleted: true } });
      const term = await terminal(remove, { env: env(api.url) });
      await term.shows('(y/N)');
      await term.press(...keys);
      expect(await term.ended()).toBe(130);
      expect(deleted(api)).toBe(0);
      expect(await term.sane()).toBe(true);
    },
  );

  test('a pasted text that only begins with y is no yes', async () => {
    const api = await startServer({ body: { deleted: true } });
    const term = await terminal(remove, { env: env(api.url) });
    await term.shows('(y/N)');
    await term.paste('you should look at this');
    await term.press('Enter');
    const asked = (times: number): Promise<unknown> =>
      eventually(`the question is asked ${times} times`, async () => (await term.screen()).split('(y/N)').length === times + 1);
    // Only what is typed after the question is there is an answer to it.
    await asked(2);
    await term.type('maybe');
    await term.press('Enter');
    await asked(3);
    await term.shows('Please answer y or n.');
    await term.press('n', 'Enter');
    expect(await term.ended()).toBe(130);
    expect(await term.screen()).toContain('Cancelled. Nothing was sent.');
    expect(deleted(api)).toBe(0);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s at the question sends nothing and ends with %i', async (signal, code) => {
    const api = await startServer({ body: { deleted: true } });
    const home = makeHome();
    const pid = join(home, 'pid');
    const line = [process.execPath, program, ...remove].join(' ');
    const term = await shell(`sh -c 'echo $$ > ${pid}; exec ${line}'`, { home, env: env(api.url) });
    await term.shows('(y/N)');
    process.kill(Number(readFileSync(pid, 'utf8')), signal);
    expect(await term.ended()).toBe(code);
    expect(deleted(api)).toBe(0);
    expect(await term.sane()).toBe(true);
  });

  test('what was typed before the question is no answer to it', async () => {
    const api = await startServer({ body: { deleted: true } });
    // The line first waits for the file `go`, so that `y` is already typed when the program starts.
    const line = [process.execPath, program, ...remove].join(' ');
    const home = makeHome();
    const term = await shell(`echo typed-ahead; while ! [ -e go ]; do sleep 0.05; done; ${line}`, { env: env(api.url), home });
    await term.shows('typed-ahead');
    await term.type('y');
    await term.type('y');
    writeFileSync(join(home, 'go'), '');
    await term.shows('(y/N)');
    expect(deleted(api)).toBe(0);
    await term.press('n', 'Enter');
    expect(await term.ended()).toBe(130);
    expect(deleted(api)).toBe(0);
  });

  test('without a terminal it is a usage error that names --yes, and nothing is sent', async () => {
    const api = await startServer({ body: { deleted: true } });
    const { exitCode, stderr } = await boltcall(remove, { env: env(api.url), input: 'y\n' });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--yes');
    expect(deleted(api)).toBe(0);
  });
});

describe.skipIf(!tmux)('picking from a list (needs tmux)', () => {
  const agents = [
    { id: 'agent_1', name: 'Front desk' },
    { id: 'agent_2', name: 'Night \u001b[31mline' },
  ];
  const api = () =>
    startServer(({ method }) =>
      method === 'GET'
        ? { body: { data: agents, meta: { page: 1, limit: 20, total: 2 } } }
        : { status: 201, body: { id: 'call_1', status: 'ringing' } },
    );

  test('typing finds the agent, what the service says is harmless, and the equivalent command is shown', async () => {
    const server = await api();
    const env = { BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: 'sk_test_0123456789abcdefghij' };
    const term = await terminal(['calls', 'outbound'], { env });
    await term.shows('Front desk', 'Night \\x1b[31mline');
    await term.type('nig');
    await term.shows(/nig\n❯ .*Night/);
    await term.press('Enter');
    await term.shows(/number to call/);
    await term.type('+1 415 555 0133');
    await term.press('Enter');
    expect(await term.ended()).toBe(0);
    expect(await term.history()).toMatch(/boltcall calls outbound .*agent_2/);
    const sent = server.requests.find(({ method }) => method === 'POST');
    expect(sent?.json()).toEqual({ agent_id: 'agent_2', to: '+14155550133' });
  });

  const started = async () => {
    const server = await api();
    const env = { BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: 'sk_test_0123456789abcdefghij' };
    const term = await terminal(['calls', 'outbound'], { env });
    await term.shows('Front desk');
    return { term, sent: () => server.requests.filter(({ method }) => method === 'POST').length };
  };

  test.each([['C-c'], ['C-d']])('%s while picking ends with 130, nothing is sent', async (key) => {
    const { term, sent } = await started();
    await term.press(key);
    expect(await term.ended()).toBe(130);
    expect(sent()).toBe(0);
    expect(await term.sane()).toBe(true);
  });

  test('what nothing matches cannot be taken; a pasted name finds its agent', async () => {
    const { term, sent } = await started();
    await term.paste('zzz');
    await term.shows('No results');
    await term.press('Enter', 'BSpace', 'BSpace', 'BSpace');
    await term.shows('Front desk');
    await term.paste('front');
    await term.press('Enter');
    await term.shows(/number to call/);
    await term.press('C-c');
    expect(await term.ended()).toBe(130);
    expect(sent()).toBe(0);
  });

  test('a text: empty and wrong answers are asked again, a paste of several lines is refused, and no line of it reaches the shell', async () => {
    const { term, sent } = await started();
    await term.press('Enter');
    await term.shows(/number to call/);
    await term.press('Enter');
    await term.shows('enter a value');
    await term.type('12x');
    await term.press('Enter');
    await term.shows('is not a phone number');
    await term.press('BSpace', 'BSpace', 'BSpace');
    await term.paste('+14155550133\necho pwned\n');
    await term.shows('several lines were pasted');
    expect(await term.ended()).toBe(2);
    expect(await term.history()).not.toMatch(/^pwned/m);
    expect(sent()).toBe(0);
  });

  test.each([['C-c'], ['C-d']])('%s at a text ends with 130, nothing is sent', async (key) => {
    const { term, sent } = await started();
    await term.press('Enter');
    await term.shows(/number to call/);
    await term.press(key);
    expect(await term.ended()).toBe(130);
    expect(sent()).toBe(0);
    expect(await term.sane()).toBe(true);
  });
});
