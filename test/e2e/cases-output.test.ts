import { describe, expect, test } from 'vitest';
import { boltcall } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { type Recorded, startServer } from '../support/server.ts';
import { terminal, tmux } from '../support/terminal.ts';

/** Bugs reported by users of similar tools, numbered as in our list. Those without a test here are covered by other tests. */
const key = 'sk_test_0123456789abcdefghij';
const at = (url: string) => ({ BOLTCALL_BASE_URL: `${url}/v1`, BOLTCALL_API_KEY: key });

test('case 17: no colour by default in a pipe, whatever the terminal is; FORCE_COLOR colours what is for people only', async () => {
  const { env } = await sandboxHere();
  for (const more of [{ TERM: 'dumb' }, { TERM: 'xterm-256color' }, { CI: '1' }, { NO_COLOR: '1' }, { NO_COLOR: '' }]) {
    const { stdout, stderr } = await boltcall(['agents', 'list', '--limit', '1'], { env: { ...env, ...more } });
    expect(stdout + stderr).not.toContain('\u001b');
  }
  for (const format of ['json', 'jsonl', 'csv', 'yaml', 'id']) {
    const { stdout } = await boltcall(['agents', 'list', '-o', format], { env: { ...env, FORCE_COLOR: '1' } });
    expect(stdout).not.toContain('\u001b');
  }
});

describe.skipIf(!tmux)('case 19: a terminal of 20 columns (needs tmux)', () => {
  test('cuts no id and no number', async () => {
    const api = await startServer({
      body: { data: [{ id: 'lead_0123456789abcdef', name: 'Ana', phone: '+14155550133' }], meta: { page: 1, limit: 20, total: 1 } },
    });
    const term = await terminal(['leads', 'list', '--columns', 'id,name,phone'], { env: at(api.url), width: 20, height: 40 });
    expect(await term.ended()).toBe(0);
    const shown = (await term.screen()).replaceAll('\n', '');
    expect(shown).toContain('lead_0123456789abcdef');
    expect(shown).toContain('+14155550133');
  });
});

describe('case 20: a phone number is text', () => {
  const send = async (number: string, more: readonly string[] = []) => {
    const api = await startServer({ status: 201, body: { id: 'msg_1' } });
    const done = await boltcall(['messages', 'sms', '--to', number, '--body', 'Hi', '--yes', ...more], { env: at(api.url) });
    return { done, sent: api.requests.map((request) => request.body.toString()) };
  };

  test.each(['+14155550133', '+1 (415) 555-0133', '+1.415.555.0133', '0014155550133', 'tel:+1-415-555-0133', "'+14155550133"])(
    '%s is sent as +14155550133',
    async (number) => {
      const { done, sent } = await send(number);
      expect(done.exitCode).toBe(0);
      expect(sent).toEqual(['{"to":"+14155550133","body":"Hi"}']);
    },
  );

  test.each(['0014155', '+1415555', '007', '4155550133', '1.5551234567e10', '+1'])(
    '%s is refused with the form wanted, and nothing is sent',
    async (number) => {
      const { done, sent } = await send(number);
      expect([done.exitCode, done.stdout, sent]).toEqual([2, '', []]);
      expect(done.stderr).toMatch(/--to[\s\S]*\+1/);
    },
  );

  test('numbers of a file, of variables and of -F stay text', async () => {
    const api = await startServer({ status: 201, body: { id: 'x' } });
    await boltcall(['messages', 'whatsapp', '--to', '+14155550133', '--template', 't', '--var', 'code=007', '--var', 'phone=+15', '--yes'], {
      env: at(api.url),
    });
    await boltcall(['api', 'POST', '/leads', '-F', 'phone=+14155550133', '-F', 'zip=01234', '-F', 'score=7', '--yes'], { env: at(api.url) });
    expect(api.requests.map((request) => request.json())).toEqual([
      { to: '+14155550133', template: 't', variables: { code: '007', phone: '+15' } },
      { phone: '+14155550133', zip: '01234', score: 7 },
    ]);
  });
});

describe('case 21: values that begin with a dash', () => {
  test.each([
    [['leads', 'create', '--name', '-call back'], '-call back'],
    [['leads', 'create', '--name=-3'], '-3'],
    [['leads', 'create', '--name', '--'], '--'],
  ])('%j', async (words, name) => {
    const api = await startServer({ status: 201, body: { id: 'lead_1' } });
    const { exitCode } = await boltcall(words, { env: at(api.url) });
    expect([exitCode, api.requests.map((request) => request.json())]).toEqual([0, [{ name }]]);
  });

  test('an id behind --; an unknown option is still refused', async () => {
    const api = await startServer({ body: { id: '-weird-id' } });
    const weird = await boltcall(['calls', 'get', '--', '-weird-id'], { env: at(api.url) });
    expect([weird.exitCode, api.requests[0]?.url]).toEqual([0, '/v1/calls/-weird-id']);
    const unknown = await boltcall(['calls', 'list', '--limt', '3'], { env: at(api.url) });
    expect([unknown.exitCode, unknown.stderr, api.requests.length]).toEqual([2, expect.stringContaining('--limit'), 1]);
  });
});

describe('case 22: a success without a body', () => {
  test.each([
    ['204', { status: 204 }],
    ['200, no bytes, but said to be JSON', { status: 200, headers: { 'content-type': 'application/json' }, body: '' }],
  ])('%s', async (_, answer) => {
    const api = await startServer(answer);
    const one = await boltcall(['agents', 'update', 'agent_1', '--name', 'x', '--json'], { env: at(api.url) });
    expect([one.exitCode, JSON.parse(one.stdout)]).toEqual([0, { id: 'agent_1' }]);
    const gone = await boltcall(['agents', 'delete', 'agent_1', '--yes', '--json'], { env: at(api.url) });
    expect([gone.exitCode, JSON.parse(gone.stdout)]).toEqual([0, [{ id: 'agent_1' }]]);
  });
});

describe('case 23: HTML from a gateway', () => {
  const html = { headers: { 'content-type': 'text/html' }, body: '<html><h1>Please sign in</h1></html>' };

  test.each([502, 503, 200])('%i to a read: exit 9, host and status are named, the page only with --debug', async (status) => {
    const api = await startServer({ status, ...html });
    const { exitCode, stdout, stderr } = await boltcall(['agents', 'list', '--max-retries', '1'], { env: at(api.url) });
    expect([exitCode, stdout]).toEqual([9, '']);
    expect(stderr).toContain(`127.0.0.1:${api.port}`);
    expect(stderr).not.toContain('Please sign in');
    expect(api.requests.length).toBe(status === 200 ? 1 : 2);
    const debug = await boltcall(['agents', 'list', '--max-retries', '0', '--debug'], { env: at(api.url) });
    expect(debug.stderr).toContain('Please sign in');
  });

  test('to a change: exit 12, sent once', async () => {
    const api = await startServer({ status: 502, ...html });
    const { exitCode } = await boltcall(['leads', 'create', '--name', 'x'], { env: at(api.url) });
    expect([exitCode, api.requests.length]).toEqual([12, 1]);
  });
});

describe('case 25: one document from many pages', () => {
  const service = (total: number, said: number | undefined) =>
    startServer(({ url }: Recorded) => {
      const query = new URL(url, 'http://x').searchParams;
      const [page, limit] = [Number(query.get('page') ?? 1), Number(query.get('limit') ?? 20)];
      const data = Array.from({ length: total }, (_, index) => ({ id: `lead_${index}` })).slice((page - 1) * limit, page * limit);
      return { body: { data, meta: { page, limit, ...(said === undefined ? {} : { total: said }) } } };
    });

  test.each([
    ['three pages', 250, 250],
    ['none', 0, 0],
    ['a last page that is empty', 200, undefined],
  ])('%s', async (_, total, said) => {
    const api = await service(total, said);
    const { stdout, exitCode } = await boltcall(['leads', 'list', '--all', '--json'], { env: at(api.url) });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(total);
    const lines = await boltcall(['leads', 'list', '--all', '-o', 'jsonl'], { env: at(api.url) });
    expect(lines.stdout.split('\n').filter(Boolean)).toHaveLength(total);
  });
});

test('case 26: a slow command leaves no spinner in a log', async () => {
  const api = await startServer({ delay: 700, body: { data: [], meta: { page: 1, limit: 20, total: 0 } } });
  for (const ci of [true, false]) {
    const { stderr } = await boltcall(['agents', 'list'], { env: at(api.url), ci });
    expect(stderr).not.toMatch(/[\r\u001b]/);
    expect(stderr.split('\n').length).toBeLessThan(4);
  }
});
