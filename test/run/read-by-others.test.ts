import { describe, expect, it } from 'vitest';
import { type Answers, inWorld, listOf } from '../support/world.ts';

const json = (text: string) => ({ body: text });
const run = (line: string[], answers: Answers = {}, more: { columns?: number; input?: string } = {}) => inWorld(line, { answers, ...more });

describe('numbers keep the digits that they came with', () => {
  const text = '{"id":9007199254740993,"price":1.0,"far":1e400,"list":[12345678901234567890,7]}';

  it('in api, whatever the format', async () => {
    const answers = { 'GET /v1/things': json(text) };
    expect((await run(['api', 'things'], answers)).stdout).toContain('"id": 9007199254740993,\n  "price": 1.0,\n  "far": 1e400,');
    expect((await run(['api', 'things', '-o', 'jsonl'], answers)).stdout).toBe(`${text}\n`);
    expect((await run(['api', 'things', '-q', 'id'], answers)).stdout).toBe('9007199254740993\n');
    expect((await run(['api', 'things', '-q', '[price, list[0]]', '-o', 'jsonl'], answers)).stdout).toBe('1.0\n12345678901234567890\n');
    expect((await run(['api', 'things', '-q', 'list[?@ > `5`]', '-o', 'jsonl'], answers)).stdout).toContain('7\n');
    expect((await run(['api', 'things', '-o', 'yaml'], answers)).stdout).toContain('id: 9007199254740993\nprice: 1.0\n');
    expect((await run(['api', 'things', '-o', 'csv', '--columns', 'id,price'], answers)).stdout).toBe('id,price\n9007199254740993,1.0\n');
  });

  it('in a list, where two that differ in the last digit are two', async () => {
    const page = '{"data":[{"id":9007199254740993,"score":85.0},{"id":9007199254740992,"score":20.0}],"meta":{"page":1,"limit":20,"total":2}}';
    const answers = { 'GET /v1/leads': json(page) };
    expect((await run(['leads', 'list', '-o', 'id'], answers)).stdout).toBe('9007199254740993\n9007199254740992\n');
    expect((await run(['leads', 'list', '-o', 'jsonl'], answers)).stdout).toBe(
      '{"id":9007199254740993,"score":85.0}\n{"id":9007199254740992,"score":20.0}\n',
    );
    expect((await run(['leads', 'list', '--min-score', '50', '-q', '[].score'], answers)).stdout).toBe('[\n  85.0\n]\n');
    expect((await run(['leads', 'list', '-q', '[?score > `50`].score | [0]'], answers)).stdout).toBe('85\n');
  });

  it('in what is sent', async () => {
    const args = ['api', 'POST', 'things', '-F', 'n=1.0', '-F', 'id=9007199254740993', '--dry-run'];
    expect((await run(args)).stdout).toContain('"n": 1.0,\n  "id": 9007199254740993\n');
    const whatsapp = ['messages', 'whatsapp', '--to', '+14155550133', '--template', 't', '--variables', text, '--dry-run', '-o', 'jsonl'];
    expect((await run(whatsapp)).stdout).toContain(text);
  });
});

describe('an answer of 200 that is none', () => {
  const error = { error: { code: 'quota', message: 'no credit left' } };
  it.each([
    ['a change', ['leads', 'create', '--name', 'Ana'], { 'POST /v1/leads': { body: error } }, 12, 'no credit left'],
    [
      'a deletion that was not made',
      ['agents', 'delete', 'agent_1', '--yes'],
      { 'DELETE /v1/agents/agent_1': { body: { deleted: false } } },
      12,
      '"deleted":false',
    ],
    ['a change of api', ['api', 'POST', 'leads', '-f', 'name=A', '--yes'], { 'POST /v1/leads': { body: { success: false } } }, 12, '"success":false'],
    ['a read', ['calls', 'get', 'call_1'], { 'GET /v1/calls/call_1': { body: error } }, 9, 'no credit left'],
    ['a list', ['leads', 'list'], { 'GET /v1/leads': { body: error } }, 9, 'no credit left'],
  ] as Array<[string, string[], Answers, number, string]>)('%s fails with what came', async (_, line, answers, exitCode, words) => {
    const done = await run(line, answers);
    expect([done.exitCode, done.stdout]).toEqual([exitCode, '']);
    expect(done.stderr).toContain(words);
  });

  it('a thing may hold an error of its own, or say what it is', async () => {
    const answers = {
      'GET /v1/calls/call_1': { body: { id: 'call_1', error: { code: 'busy' }, deleted: false } },
      'DELETE /v1/agents/agent_1': { body: { deleted: true, error: null } },
    };
    expect((await run(['calls', 'get', 'call_1'], answers)).exitCode).toBe(0);
    expect((await run(['agents', 'delete', 'agent_1', '--yes'], answers)).exitCode).toBe(0);
  });
});

describe('--query', () => {
  const leads = listOf([
    { id: 'lead_1', name: 'Ana', score: 87, 'agent-id': 'x' },
    { id: 'lead_2', name: 'Ben', score: 7, 'agent-id': 'y' },
  ]);
  const asked = (query: string, ...more: string[]) => run(['leads', 'list', '-q', query, ...more], { 'GET /v1/leads': leads });

  it.each([
    ['[?status==`completed`]', "'completed'"],
    ['[?score>10]', '`10`'],
    ['[?score>10.5]', '`10.5`'],
    ["[?score > '10']", '`10`'],
    ['[].agent-id', '"agent-id"'],
    ['[?name=="Ana"]', "'Ana'"],
    ['[?name != "Ana Ruiz"]', "'Ana Ruiz'"],
    ['[?contains(name, "An")]', "'An'"],
    ['[?name==Ana]', "'Ana'"],
    ["[?name='Ana']", '=='],
    ["[?name==='Ana']", '=='],
    ["[?name=='Ana' and score>`1`]", '&&'],
    ["[?name=='Ana' OR score>`1`]", '||'],
    ['[?active==true]', '`true`'],
    ['[?name==‘Ana’]', 'single quotes'],
    ['[?name==“Ana”]', 'single quotes'],
    ["[?name like 'A%']", 'contains('],
    ['[].{id, name}', '{id: id}'],
    ['[] | length', 'length(@)'],
    ['[?id==`9007199254740993`]', 'too large'],
    ['map(.id)', 'JMESPath'],
    ["[?created_at > '2025-01-01']", '--from'],
  ])('%s is refused with what to write', async (query, words) => {
    const { exitCode, stdout, stderr } = await asked(query);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
  });

  it.each([
    ["[?name=='Ana'].id | [0]", 'lead_1\n'],
    ['[?score > `10`].id | [0]', 'lead_1\n'],
    ['[]."agent-id" | [0]', 'x\n'],
    ["[?contains(name, 'en')].name | [0]", 'Ben\n'],
    ["[?name == 'a-b' || score == `7`].name | [0]", 'Ben\n'],
    ['max([].score)', '87\n'],
    ['[?name != null] | length(@)', '2\n'],
  ])('%s is fine', async (query, wanted) => expect((await asked(query)).stdout).toBe(wanted));

  it('says why an expression that looks into a list found nothing', async () => {
    expect((await asked('data[].id')).stderr).toContain('begin with []');
  });

  it('is a table with -o table, and JSON without', async () => {
    expect((await asked('[].{a: id, b: score}', '-o', 'table')).stdout).toBe('lead_1\t87\nlead_2\t7\n');
    const drawn = await run(['leads', 'list', '-q', '[].{a: id, b: score}', '-o', 'table'], { 'GET /v1/leads': leads }, { columns: 80 });
    expect(drawn.stdout.replace(/\u001b\[\d+m/g, '')).toBe('A       B\nlead_1  87\nlead_2  7\n');
    expect(JSON.parse((await asked('[].{a: id}')).stdout)).toEqual([{ a: 'lead_1' }, { a: 'lead_2' }]);
  });

  it('gives nothing of a list that an error cut', async () => {
    const answers: Answers = {
      'GET /v1/leads': ({ url }) =>
        url.includes('page=2')
          ? { status: 400, body: {} }
          : { body: { data: Array.from({ length: 100 }, (_, at) => ({ id: `lead_${at}` })), meta: { page: 1, limit: 100, total: 200 } } },
    };
    const { exitCode, stdout } = await run(['leads', 'list', '--all', '-q', 'length(@)'], answers);
    expect([exitCode === 0, stdout]).toEqual([false, '']);
  });

  it('is applied to a dry run', async () => {
    const { stdout } = await run(['leads', 'create', '--name', 'Ana', '--dry-run', '-q', 'body.name']);
    expect(stdout).toBe('Ana\n');
  });
});

describe('exports', () => {
  it('of messages have who wrote', async () => {
    const { stdout } = await run(['messages', 'export'], { 'GET /v1/messages': listOf([{ id: 'msg_1', from: '+14155550133', to: '+14155550134' }]) });
    const [head = '', row = ''] = stdout.split('\n');
    expect(row.split(',')[head.split(',').indexOf('from')]).toBe('+14155550133');
  });

  const appointment = {
    id: 'apt_1',
    title: 'Check\u0007-up\u202e',
    start_time: '2025-03-01T09:00:00Z',
    end_time: '2025-03-01T09:30:00Z',
    created_at: '2025-02-01T09:00:00Z',
  };
  const calendar = async (...data: unknown[]) => {
    const { stdout, stderr } = await run(['appointments', 'export', '-o', 'ics'], { 'GET /v1/appointments': listOf(data) });
    return { text: stdout, stderr, at: (name: string) => new RegExp(`\r\n${name}:(.*)\r\n`).exec(stdout)?.[1] };
  };

  it('of appointments can be imported again after a change (RFC 5546)', async () => {
    const [booked, cancelled] = [await calendar({ ...appointment, status: 'upcoming' }), await calendar({ ...appointment, status: 'cancelled' })];
    expect([booked.at('UID'), cancelled.at('UID')]).toEqual(['apt_1@boltcall.org', 'apt_1@boltcall.org']);
    expect([booked.at('STATUS'), cancelled.at('STATUS')]).toEqual(['CONFIRMED', 'CANCELLED']);
    expect(Number(cancelled.at('SEQUENCE'))).toBeGreaterThan(Number(booked.at('SEQUENCE')));
    expect(booked.at('DTSTAMP')).toBe('20250305T150000Z');
    expect(booked.at('SUMMARY')).toBe('Check-up');
    expect(booked.text).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u202e]/);
  });

  it('of appointments count what they hold', async () => {
    const { text, stderr } = await calendar(
      appointment,
      { ...appointment, id: 'apt_2', start_time: null },
      { ...appointment, id: 'apt_3', start_time: 'soon' },
    );
    expect([text.match(/BEGIN:VEVENT/g)?.length, stderr]).toEqual([1, expect.stringContaining('1 appointment exported')]);
    expect(stderr).toContain('2 appointments without a time were left out');
  });
});

describe('small things', () => {
  it('--fail-over takes 90% or 90, and no share', async () => {
    const answers = { 'GET /v1/analytics/usage': { body: { minutes_used: 95, minutes_limit: 100 } } };
    for (const [typed, exitCode] of [
      ['90%', 14],
      ['90', 14],
      ['99', 0],
      ['0', 14],
      ['0.9', 2],
    ] as const)
      expect([typed, (await run(['analytics', 'usage', '--fail-over', typed], answers)).exitCode]).toEqual([typed, exitCode]);
    const { stderr } = await run(['analytics', 'usage', '--fail-over', '0.9'], answers);
    expect(stderr).toBe('error: --fail-over: `0.9` is a share, not a percentage\nWrite 90% or 0.9%.\n');
  });

  it('-F and -f take lists and objects as gh does', async () => {
    const { stdout } = await run([
      'api',
      'POST',
      'leads',
      '-F',
      'tags[]=a',
      '-F',
      'tags[]=b',
      '-F',
      'v[name]=Ana',
      '-F',
      'v[deep][]=1',
      '--dry-run',
      '-q',
      'body',
      '-o',
      'jsonl',
    ]);
    expect(JSON.parse(stdout)).toEqual({ tags: ['a', 'b'], v: { name: 'Ana', deep: [1] } });
    expect((await run(['api', 'POST', 'leads', '-F', 'a=1', '-F', 'a[]=2', '--dry-run'])).exitCode).toBe(2);
    expect((await run(['api', 'GET', 'leads', '-f', 'tags[]=a', '-f', 'tags[]=b'], { 'GET /v1/leads': { body: {} } })).requests[0]?.url).toContain(
      '?tags%5B%5D=a&tags%5B%5D=b',
    );
  });

  it('a lead whose number cannot be called is created with a warning, and called by nobody', async () => {
    const created = await run(['leads', 'create', '--name', 'Ana', '--phone', '+99912345678'], {
      'POST /v1/leads': { status: 201, body: { id: 'lead_1' } },
    });
    expect([created.exitCode, created.requests[0]?.body]).toEqual([0, { name: 'Ana', phone: '+99912345678' }]);
    expect(created.stderr).toContain('unknown country code');
    const lead = {
      'GET /v1/leads': listOf([{ id: 'lead_1', name: 'Ana', phone: '+1555000111' }]),
      'POST /v1/messages/sms': { status: 201, body: { id: 'm' } },
    };
    const refused = await run(['messages', 'sms', '--lead', 'lead_1', '--body', 'Hi', '--yes'], lead);
    expect([refused.exitCode, refused.requests.map(({ method }) => method)]).toEqual([2, ['GET']]);
    const through = await run(['messages', 'sms', '--lead', 'lead_1', '--body', 'Hi', '--yes', '--allow-unusual-number'], lead);
    expect(through.requests.at(-1)?.body).toEqual({ to: '+1555000111', body: 'Hi' });
  });

  it('a text goes once to one person, and a filter finds them however the number is typed', async () => {
    const answers = { 'POST /v1/messages/sms': { status: 201, body: { id: 'm' } } };
    const twice = await run(['messages', 'sms', '--to', '+44 (0)20 7946 0958', '--to', '+442079460958', '--body', 'Hi', '--yes'], answers);
    expect(twice.requests.map(({ body }) => body)).toEqual([{ to: '+442079460958', body: 'Hi' }]);
    const calls = {
      'GET /v1/calls': listOf([
        { id: 'call_1', caller: '+442079460958' },
        { id: 'call_2', caller: '+12' },
      ]),
    };
    for (const [typed, id] of [
      ['+44 (0)20 7946 0958', 'call_1'],
      ['020 7946 0958', 'call_1'],
      ['+12', 'call_2'],
    ] as const)
      expect((await run(['calls', 'list', '--phone', typed, '-o', 'id'], calls)).stdout).toBe(`${id}\n`);
  });

  it('ids are taken without what cannot be seen, and names as they are read', async () => {
    const call = { 'GET /v1/calls/call_xyz789': { body: { id: 'call_xyz789' } } };
    for (const typed of ['call_xyz789\r', ' call_xyz789', '\u200bcall_xyz789\u00a0'])
      expect((await run(['calls', 'get', typed, '-o', 'id'], call)).stdout).toBe('call_xyz789\n');
    // What is no id of the service is cleaned too; an event is, a file name is not.
    expect((await run(['webhooks', 'events', 'call.missed\r', '--json'])).stdout).toContain('"event": "call.missed"');
    expect((await run(['trigger', '\u200bcall.missed\r', '--dry-run', '--json'])).exitCode).toBe(0);
    expect((await run(['leads', 'import', 'a\u200b.csv', '--check'])).stderr).toContain('a\u200b.csv');
    const agents = { 'GET /v1/agents': listOf([{ id: 'agent_1', name: 'After\u00a0hours' }]), 'GET /v1/calls': listOf([]) };
    const listed = await run(['calls', 'list', '--agent', 'after hours\r'], agents);
    expect(listed.requests.at(-1)?.url).toContain('agent_id=agent_1');
  });

  it('a state that no call is known to have is warned about', async () => {
    const calls = { 'GET /v1/calls': listOf([{ id: 'call_1', status: 'odd' }]) };
    expect((await run(['calls', 'list', '--status', 'complted'], calls)).stderr).toContain('Did you mean `completed`?');
    const odd = await run(['calls', 'list', '--status', 'odd', '-o', 'id'], calls);
    expect([odd.exitCode, odd.stdout]).toEqual([0, 'call_1\n']);
  });

  it('a filter that stops before the end says how many it searched, with --quiet too', async () => {
    const page = {
      body: {
        data: Array.from({ length: 100 }, (_, at) => ({ id: `lead_${at}`, tags: at === 1 ? ['vip'] : [] })),
        meta: { page: 1, limit: 100, total: 300 },
      },
    };
    const { stdout, stderr } = await run(['leads', 'list', '--tag', 'vip', '--scan', '100', '--quiet', '-o', 'id'], { 'GET /v1/leads': page });
    expect([stdout, stderr]).toEqual(['lead_1\n', 'Found 1 among the first 100 leads. Use --scan N or --all to search more.\n']);
  });
});
