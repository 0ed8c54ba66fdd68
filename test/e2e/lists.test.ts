import { describe, expect, test } from 'vitest';
import { boltcall } from '../support/program.ts';
import { type Recorded, type Script, startServer } from '../support/server.ts';

const key = 'sk_test_lists';
const things = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `lead_${at}`, name: `Lead ${at}`, status: 'new' }));
const numberIn = ({ url }: Recorded, name: string): number | undefined => {
  const found = new URL(url, 'http://x').searchParams.getAll(name);
  return found.length === 1 ? Number(found[0]) : undefined;
};
/** Serves a list without a total, in pages of at most `cap` items. */
const capped =
  (count: number, cap: number): Script =>
  (request) => {
    const size = Math.min(cap, numberIn(request, 'limit') ?? 20);
    const page = numberIn(request, 'page') ?? 1;
    return { body: { data: things(count).slice((page - 1) * size, page * size) } };
  };
const ask = async (script: Script, args: readonly string[]) => {
  const server = await startServer(script);
  const done = await boltcall(args, { env: { BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: key } });
  return { ...done, requests: server.requests };
};
const of = (total: number, count: number): Script => ({ body: { data: things(count), meta: { page: 1, limit: 20, total } } });

describe('a list', () => {
  test('of which the service gives one and says that there are 156 is shown, with a note; all of it is a failure', async () => {
    const plain = await ask(of(156, 1), ['leads', 'list', '-o', 'id']);
    expect([plain.exitCode, plain.stdout]).toEqual([0, 'lead_0\n']);
    expect(plain.stderr).toMatch(/^1 of 156 leads came; the rest could not be read: /);
    for (const args of [
      ['leads', 'list', '--all'],
      ['leads', 'export'],
    ]) {
      expect((await ask(of(156, 1), args)).exitCode).toBe(9);
    }
  });

  test('without a total, in pages smaller than asked for, is read to its end', async () => {
    const done = await ask(capped(294, 50), ['leads', 'list', '--all', '-o', 'id']);
    expect([done.exitCode, done.stdout.split('\n').length - 1, done.stderr]).toEqual([0, 294, '']);
  });

  test('of which nobody can know whether it is whole says so, with --quiet too', async () => {
    const done = await ask({ body: { data: things(50) } }, ['leads', 'export', '--quiet', '-o', 'jsonl']);
    expect([done.exitCode, done.stderr]).toEqual([0, expect.stringMatching(/^Perhaps not all leads: the service does not say how many there are/)]);
  });

  test('whose filter stopped early says how many were looked at, with --quiet too', async () => {
    const script: Script = (request) => {
      const page = numberIn(request, 'page') ?? 1;
      return { body: { data: things(300).slice((page - 1) * 100, page * 100), meta: { page, limit: 100, total: 300 } } };
    };
    const done = await ask(script, ['leads', 'list', '--search', 'Lead 5', '--scan', '100', '--quiet', '-o', 'id']);
    expect([done.exitCode, done.stderr]).toEqual([0, 'Found 11 among the first 100 leads. Use --scan N or --all to search more.\n']);
  });

  test('has no page past its end', async () => {
    const done = await ask({ body: { data: [], meta: { page: 31, limit: 100, total: 3000 } } }, ['leads', 'list', '--page', '31']);
    expect([done.exitCode, done.stderr]).toEqual([0, 'page 31 is past the end (3,000 leads)\n']);
  });

  test('that is not there makes doubt about the base URL, and a refused one asks for no dry run', async () => {
    const missing = { status: 404, body: { error: { code: 'not_found', message: 'no route', status: 404 } } };
    for (const args of [
      ['leads', 'list'],
      ['api', 'leads'],
    ]) {
      const done = await ask(missing, args);
      expect([done.exitCode, done.stderr]).toEqual([5, expect.stringMatching(/\nIs http:\/\/127\.0\.0\.1:\d+\/v1 the address of the API\?/)]);
    }
    expect((await ask(missing, ['calls', 'get', 'call_1'])).stderr).not.toContain('the address of the API');
    const refused = await ask({ status: 400, body: { error: { message: 'no', status: 400 } } }, ['leads', 'list']);
    expect([refused.exitCode, refused.stderr.includes('--dry-run'), refused.stderr.includes('--debug')]).toEqual([7, false, true]);
  });
});

test.each(['leads?page=2', 'leads?limit=50', 'leads?page=3&limit=7'])('api --paginate replaces the page that %s names', async (path) => {
  const done = await ask(capped(250, 100), ['api', path, '--paginate', '-q', '[].id']);
  expect([done.exitCode, JSON.parse(done.stdout).length], done.stderr).toEqual([0, 250]);
  expect(done.requests.map((request) => [numberIn(request, 'page'), numberIn(request, 'limit')])).toEqual([
    [undefined, 100],
    [2, 100],
    [3, 100],
  ]);
});

test('messages export has who sent it', async () => {
  const done = await ask({ body: { data: [{ id: 'msg_1', from: '+14155550100', to: '+14155550133' }], meta: { page: 1, limit: 100, total: 1 } } }, [
    'messages',
    'export',
  ]);
  expect(done.stdout.split(/\r?\n/)[0]?.split(',')).toContain('from');
  expect(done.stdout).toContain('+14155550100');
});

describe('webhooks create', () => {
  const create = ['webhooks', 'create', '--url', 'https://example.com/hooks', '--event', 'call.completed', '--event', 'lead.created'];
  const made = { id: 'wh_1', url: 'https://example.com/hooks', events: ['call.completed', 'lead.created'], status: 'active', secret: 'theirs' };

  test.each([
    [{ ...made, secret: 'mine' }, []],
    [made, ['Boltcall signs with its own secret']],
    [{ ...made, secret: null }, ['Boltcall returned no secret']],
    [{ ...made, secret: 'mine', events: ['call.completed'] }, ['it will not send lead.created']],
  ])('answered with %j says %j', async (body, said) => {
    const done = await ask({ status: 201, body }, [...create, '--secret', 'mine', '--quiet', '-o', 'json']);
    expect([done.exitCode, JSON.parse(done.stdout)]).toEqual([0, body]);
    expect(done.stderr.split('\n').length - 1).toBe(said.length);
    for (const words of said) expect(done.stderr).toContain(words);
  });

  test('--if-missing leaves one with the same address and events, in any order, as it is', async () => {
    const there = { ...made, events: ['lead.created', 'call.completed'] };
    const found = await ask(({ method }) => ({ body: method === 'GET' ? { data: [there] } : made }), [...create, '--if-missing', '-o', 'json']);
    expect([found.exitCode, JSON.parse(found.stdout), found.requests.map(({ method }) => method)]).toEqual([0, there, ['GET']]);
    const other = { ...made, events: ['lead.created'] };
    const fresh = await ask(({ method }) => ({ body: method === 'GET' ? { data: [other] } : made }), [...create, '--if-missing', '-o', 'json']);
    expect([fresh.exitCode, JSON.parse(fresh.stdout), fresh.requests.map(({ method }) => method)]).toEqual([0, made, ['GET', 'POST']]);
  });
});
