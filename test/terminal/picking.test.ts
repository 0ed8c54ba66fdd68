import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeLog } from '../support/log.ts';
import { boltcall, makeHome, program } from '../support/program.ts';
import { type Recorded, startServer } from '../support/server.ts';
import { shell, type TerminalOptions, terminal, tmux } from '../support/terminal.ts';

const agents = [
  { id: 'agent_1', name: 'Front desk', voice_id: 'voice_sarah' },
  { id: 'agent_2', name: 'Night line', voice_id: 'voice_james' },
  { id: 'agent_3', name: 'Weekend', voice_id: 'voice_sarah' },
];
const leads = [
  { id: 'lead_001', name: 'Ana Ruiz', phone: '+14155550133' },
  { id: 'lead_002', name: 'Ben Okafor', phone: '+14155550134' },
  { id: 'lead_003', name: 'No Number', phone: null },
];
const lists: Readonly<Record<string, readonly unknown[]>> = { '/v1/agents': agents, '/v1/leads': leads };

const workspace = () =>
  startServer(({ method, url }: Recorded) => {
    const path = url.split('?')[0] ?? '';
    const data = lists[path];
    if (method === 'GET') return data ? { body: { data, meta: { page: 1, limit: 20, total: data.length } } } : { status: 404, body: {} };
    return { status: method === 'POST' ? 201 : 200, body: { id: 'made_1', status: 'new', deleted: true } };
  });
type Api = Awaited<ReturnType<typeof workspace>>;

const live = 'sk_live_0123456789abcdefghij';
const env = (api: Api, key = 'sk_test_0123456789abcdefghij') => ({ BOLTCALL_BASE_URL: `${api.url}/v1`, BOLTCALL_API_KEY: key });
const changes = (api: Api) => api.requests.filter(({ method }) => method !== 'GET');
const started = async (words: readonly string[], options: TerminalOptions & { readonly key?: string } = {}) => {
  const api = await workspace();
  const term = await terminal(words, { ...options, env: { ...env(api, options.key), ...options.env } });
  return { api, term };
};

describe.skipIf(!tmux)('what is missing is picked or typed (needs tmux)', () => {
  test('a voice seen in the workspace, found by the name of an agent that has it', async () => {
    const { api, term } = await started(['agents', 'create'], { width: 120 });
    await term.shows('name (display name');
    await term.type('Desk');
    await term.press('Enter');
    await term.shows('voice_james', /voice_sarah {2}Front desk, Weekend/);
    await term.type('night');
    await term.shows(/\) night\n❯ voice_james/);
    await term.press('Enter');
    expect(await term.ended()).toBe(0);
    expect(changes(api).map((request) => request.json())).toEqual([{ name: 'Desk', voice_id: 'voice_james' }]);
    expect(await term.history()).toContain('boltcall agents create --name Desk --voice-id voice_james');
    expect(await term.sane()).toBe(true);
  });

  test('another voice is typed', async () => {
    const { api, term } = await started(['agents', 'create', '--name', 'Desk']);
    await term.shows('voice_james');
    await term.paste('voice_new');
    await term.shows('❯ voice_new');
    await term.press('Enter');
    expect(await term.ended()).toBe(0);
    expect(changes(api).map((request) => request.json())).toEqual([{ name: 'Desk', voice_id: 'voice_new' }]);
  });

  test('a lead to text, by name; the question names what, whom, the profile and LIVE; no sends nothing', async () => {
    const { api, term } = await started(['messages', 'sms', '--body', 'See you on Tuesday'], { key: live, width: 120 });
    expect(await term.shows('Ben Okafor')).not.toContain('No Number');
    await term.type('ana');
    await term.shows(/\) ana\n❯ \+14155550133/);
    await term.press('Enter');
    await term.shows(
      /\[LIVE .*\] Send 1 SMS \(1 segment\) to \+14155550133: "See you on Tuesday"\? \(y\/N\)/,
      'messages sms --to +14155550133 --body',
    );
    await term.press('n', 'Enter');
    expect(await term.ended()).toBe(130);
    expect(changes(api)).toEqual([]);
  });

  test.each(['+14155550199', 'ben'])('an Enter behind %s, sent at once, is not lost', async (typed) => {
    const { api, term } = await started(['messages', 'sms', '--body', 'Hi', '--yes']);
    await term.shows('Ben Okafor', 'type to filter, or another value');
    await term.press(typed, 'Enter');
    expect(await term.ended()).toBe(0);
    expect(changes(api).map((request) => request.json())).toEqual([{ to: typed === 'ben' ? '+14155550134' : typed, body: 'Hi' }]);
  });

  test('a number that is none is asked again, a typed one is taken', async () => {
    const { api, term } = await started(['messages', 'sms', '--body', 'Hi', '--yes']);
    await term.shows('Ben Okafor');
    await term.type('12x');
    await term.shows('❯ 12x');
    await term.press('Enter');
    await term.shows('is not a phone number');
    await term.press('BSpace', 'BSpace', 'BSpace');
    await term.type('+1 415 555 0199');
    await term.shows('❯ +1 415 555 0199');
    await term.press('Enter');
    expect(await term.ended()).toBe(0);
    expect(changes(api).map((request) => request.json())).toEqual([{ to: '+14155550199', body: 'Hi' }]);
  });

  test('an id: leads get without one', async () => {
    const { term } = await started(['leads', 'get']);
    await term.shows(/lead_002 {2}Ben Okafor {2}\+14155550134/);
    await term.type('okafor');
    await term.shows(/\) okafor\n❯ lead_002/);
    await term.press('Enter');
    expect(await term.ended()).toBe(0);
    expect(await term.history()).toMatch(/boltcall leads get lead_002[\s\S]*Ben Okafor/);
  });

  test('an id to delete is asked about all the same', async () => {
    const { api, term } = await started(['agents', 'delete'], { key: live });
    await term.shows('Night line');
    await term.press('Down', 'Enter');
    await term.shows('delete agent', '(y/N)');
    await term.press('y', 'Enter');
    expect(await term.ended()).toBe(0);
    expect(changes(api).map(({ method, url }) => `${method} ${url}`)).toEqual(['DELETE /v1/agents/agent_2']);
  });

  test('where the list may not be read the value is typed', async () => {
    const api = await startServer(({ method }) =>
      method === 'GET' ? { status: 403, body: { error: { code: 'forbidden', message: 'No' } } } : { body: { id: 'x' } },
    );
    const term = await terminal(['agents', 'create', '--name', 'Desk'], { env: env(api) });
    await term.shows('voice id');
    await term.type('voice_1');
    await term.press('Enter');
    expect(await term.ended()).toBe(0);
    expect(changes(api).map((request) => request.json())).toEqual([{ name: 'Desk', voice_id: 'voice_1' }]);
  });

  test('a dry run asks without sending anything, and without a key', async () => {
    const { api, term } = await started(['agents', 'create', '--dry-run', '--name', 'Desk'], { env: { BOLTCALL_API_KEY: undefined } });
    await term.shows('voice id');
    await term.type('voice_1');
    await term.press('Enter');
    expect(await term.ended()).toBe(0);
    expect(api.requests).toEqual([]);
    expect(await term.history()).toMatch(/POST http.*\/v1\/agents/);
  });

  test.each([['C-c'], ['C-d']])('%s while picking ends with 130 and sends nothing', async (key) => {
    const { api, term } = await started(['leads', 'get']);
    await term.shows('Ben Okafor');
    await term.press(key);
    expect(await term.ended()).toBe(130);
    expect(changes(api)).toEqual([]);
    expect(await term.sane()).toBe(true);
  });

  test('several pasted lines run nothing, neither here nor in the shell', async () => {
    const api = await workspace();
    const home = makeHome();
    const line = [process.execPath, program, 'messages', 'sms', '--body', 'Hi'].join(' ');
    const term = await shell(`sh -i -c '${line}'`, { home, env: env(api, live) });
    await term.shows('Ben Okafor');
    await term.paste(`+14155550133\ny\ntouch ${join(home, 'pwned')}\n`);
    await term.shows('several lines were pasted');
    expect(await term.ended()).toBe(2);
    expect(changes(api)).toEqual([]);
    expect(existsSync(join(home, 'pwned'))).toBe(false);
  });
});

describe.skipIf(!tmux)('the missing values of every command that makes or sends something (needs tmux)', () => {
  test.each([
    ['leads create', [['name of the lead', 'Ana']], { name: 'Ana' }, '/v1/leads'],
    [
      'messages whatsapp',
      [
        ['number to write to', '+14155550133'],
        ['approved template', 'reminder'],
      ],
      { to: '+14155550133', template: 'reminder' },
      '/v1/messages/whatsapp',
    ],
    [
      'messages sms',
      [
        ['number to text', '+14155550133'],
        ['1600 characters', 'Hello'],
      ],
      { to: '+14155550133', body: 'Hello' },
      '/v1/messages/sms',
    ],
  ] as const)('%s', async (words, questions, body, path) => {
    const { api, term } = await started([...words.split(' '), '--yes'], { width: 240 });
    for (const [question, answer] of questions) {
      await term.shows(question);
      await term.type(answer);
      await term.shows(answer);
      await term.press('Enter');
    }
    expect(await term.ended()).toBe(0);
    expect(changes(api).map((request) => [request.url, request.json()])).toEqual([[path, body]]);
    expect(await term.history()).toContain(`To skip these questions next time:\n  boltcall ${words}`);
  });
});

describe.skipIf(!tmux)('events, deliveries and profiles are picked (needs tmux)', () => {
  test.each([80, 40])('webhooks create at %i columns: events from checkboxes, at least one', async (width) => {
    const { api, term } = await started(['webhooks', 'create', '--url', 'https://example.com/hooks'], { width });
    await term.shows('call.started', 'a call started ringing', 'space select');
    await term.press('Enter');
    await term.shows('At least one choice must be selected');
    await term.press('Down', 'Down', 'Space', 'Down', 'Space');
    await term.press('Enter');
    expect(await term.ended()).toBe(0);
    expect(changes(api).map((request) => request.json())).toEqual([{ url: 'https://example.com/hooks', events: ['call.missed', 'lead.created'] }]);
    expect((await term.history()).replaceAll('\n', '')).toContain('--event call.missed --event lead.created');
  });

  test('trigger without an event', async () => {
    const app = await startServer();
    const term = await terminal(['trigger', '-f', app.url]);
    await term.shows('Which event', 'call.missed  nobody answered', 'type to filter');
    await term.press('mis', 'Enter');
    expect(await term.ended()).toBe(0);
    expect(app.requests.map((request) => request.json())).toEqual([expect.objectContaining({ event: 'call.missed' })]);
    expect(await term.history()).toContain(`next time:\n  boltcall trigger -f ${app.url} call.missed`);
  });

  test.each([[['webhooks', 'log', 'show', '--body']], [['webhooks', 'replay']]])(
    '%j without a delivery: newest first, found by what it is about',
    async (words) => {
      const home = makeHome();
      const body = (event: string, data: object): Buffer => Buffer.from(JSON.stringify({ event, data }));
      const [old = ''] = await writeLog(home, [
        { event: 'call.missed', body: body('call.missed', { id: 'call_old', caller: '+14155550133' }), attempts: [], ago: 7_200_000 },
        { event: 'lead.created', body: body('lead.created', { id: 'lead_new', name: 'Ana Ruiz' }), attempts: [], ago: 60_000 },
      ]);
      const app = await startServer();
      const term = await terminal([...words, ...(words[1] === 'replay' ? ['-f', app.url] : [])], { home, width: 120 });
      await term.shows(/❯ 1m ago {2}lead\.created {2}lead_new {2}Ana Ruiz {2}dlv_\w+\n {2}2h ago {2}call\.missed {2}call_old {2}\+14155550133/);
      await term.press('call_old', 'Enter');
      expect(await term.ended()).toBe(0);
      expect(await term.history()).toContain(old);
      if (words[1] === 'replay') expect(app.requests.map((request) => request.json())).toEqual([expect.objectContaining({ event: 'call.missed' })]);
      else expect(await term.history()).toContain('"caller":"+14155550133"');
    },
  );

  test('an empty log says so instead', async () => {
    const term = await terminal(['webhooks', 'log', 'show']);
    expect(await term.ended()).toBe(5);
    expect(await term.history()).toContain('no deliveries to choose from');
  });

  test('profiles use without a name', async () => {
    const home = makeHome();
    const env = { BOLTCALL_API_KEY: undefined };
    for (const name of ['north', 'south'])
      await boltcall(['login', '--with-key', '--no-verify', '--profile', name], { home, env, input: 'sk_test_0123456789abcdefghij\n' });
    const term = await terminal(['profiles', 'use'], { home, env });
    await term.shows('Which profile', 'north  current');
    await term.press('Down', 'Enter');
    expect(await term.ended()).toBe(0);
    expect((await boltcall(['profiles', 'list', '--columns', 'name,current'], { home, env })).stdout).toBe('north\tfalse\nsouth\ttrue\n');
  });
});

describe.skipIf(!tmux)('what a list offers (needs tmux)', () => {
  const offering = async (words: readonly string[], path: string, data: readonly unknown[], width = 120) => {
    const api = await startServer(({ url }: Recorded) =>
      url.startsWith(path) ? { body: { data, meta: { page: 1, limit: 20, total: data.length } } } : { status: 404, body: {} },
    );
    return terminal(words, { width, env: { ...env(api), TZ: 'America/New_York' } });
  };

  test('a number once, with all its names, however it is spelled', async () => {
    const names = ['Ana Ruiz', 'Ana R.', 'A. Ruiz', 'Ruiz'];
    const phones = ['+442079460958', '+44 20 7946 0958', '+44 (0)20 7946 0958', '+442079460958'];
    const people = names.map((name, at) => ({ id: `lead_${at}`, name, phone: phones[at] }));
    const term = await offering(['messages', 'sms', '--body', 'Hi'], '/v1/leads', people);
    const screen = await term.shows('+442079460958  Ana Ruiz, Ana R., A. Ruiz, Ruiz');
    expect(screen.match(/\+44/g)).toHaveLength(1);
    await term.press('C-c');
    await term.ended();
  });

  test('calls with local times and the number of the other party', async () => {
    const calls = [
      { id: 'call_1', created_at: '2020-07-01T12:00:00Z', direction: 'outbound', caller: '+12125550100', to: '+14155550133', status: 'completed' },
      { id: 'call_2', created_at: '2020-07-01T13:00:00Z', direction: 'inbound', caller: '+14155550134', to: '+12125550100', status: 'missed' },
    ];
    const term = await offering(['calls', 'get'], '/v1/calls', calls);
    const screen = await term.shows('call_1  2020-07-01 08:00  outbound  +14155550133', 'call_2  2020-07-01 09:00  inbound  +14155550134');
    expect(screen).not.toContain('+12125550100');
    await term.press('C-c');
    await term.ended();
    const recordings = await offering(['calls', 'recording'], '/v1/calls', calls);
    expect(await recordings.shows('call_1')).not.toContain('call_2');
    await recordings.press('C-c');
    await recordings.ended();
  });

  test.each([
    [['appointments', 'cancel'], '/v1/appointments', ['upcoming', 'cancelled', 'completed'], 1],
    [['agents', 'pause'], '/v1/agents', ['paused', 'active'], 2],
    [['agents', 'resume'], '/v1/agents', ['paused', 'active'], 1],
    [['calls', 'outbound', '--to', '+14155550133'], '/v1/agents', ['paused', 'active'], 2],
  ] as const)('%j: only what it can act on', async (words, path, statuses, wanted) => {
    const data = statuses.map((status, at) => ({ id: `item_${at + 1}`, name: `Item ${at + 1}`, title: `Item ${at + 1}`, status }));
    const term = await offering(words, path, data);
    const screen = await term.shows(`Item ${wanted}`);
    expect(screen.match(/Item \d/g)).toEqual([`Item ${wanted}`]);
    await term.press('C-c');
    await term.ended();
  });
});

describe.skipIf(!tmux)('how deliveries shall come in (needs tmux)', () => {
  const listen = async (more: Readonly<Record<string, string>> = {}) => {
    const api = await workspace();
    // Not loopback, because the choice would then be obvious; nothing is sent to this URL before a choice is made.
    // The PATH is empty, so that no tunnel program on this machine is found.
    const line = `PATH=/nowhere ${process.execPath} ${program} listen -f 3000 --base-url https://boltcall.invalid/v1`;
    const term = await shell(line, { env: { ...env(api, live), BOLTCALL_BASE_URL: undefined, ...more }, width: 120 });
    return { api, term };
  };

  test.each([['C-c'], ['C-d']])('is asked, each choice with what it means; %s ends with 130 and registers nothing', async (key) => {
    const { api, term } = await listen();
    await term.shows(
      'How should Boltcall reach your machine?',
      'cloudflared is not on the PATH',
      /relay .*a third party sees numbers and transcripts/,
    );
    await term.press(key);
    expect(await term.ended()).toBe(130);
    expect(api.requests).toEqual([]);
    expect(await term.sane()).toBe(true);
  });

  test('is not asked in CI: the same choices are the usage error', async () => {
    const { term } = await listen({ CI: '1' });
    expect(await term.ended()).toBe(2);
    expect(await term.screen()).toMatch(/--via/);
  });
});

describe.skipIf(!tmux)('never in CI, though there is a terminal (needs tmux)', () => {
  test.each([
    [['agents', 'create'], '--name'],
    [['leads', 'get'], 'argument `id`'],
    [['messages', 'sms', '--to', '+14155550133', '--body', 'Hi'], '--yes'],
    [['agents', 'delete', 'agent_1'], '--yes'],
  ])('%j is a usage error that names %s', async (words, said) => {
    const { api, term } = await started(words, { env: { CI: '1' } });
    expect(await term.ended()).toBe(2);
    expect(await term.history()).toContain(said);
    expect(api.requests).toEqual([]);
  });

  test('nor where only standard output is a pipe: questions are on stderr, the answer is the result alone', async () => {
    const api = await workspace();
    const line = [process.execPath, program, 'leads', 'get', '--json'].join(' ');
    const term = await shell(`${line} | cat > out; cat out`, { env: env(api) });
    await term.shows('Ben Okafor');
    await term.press('Enter');
    await term.shows('"id": "lead_001"');
    expect(await term.ended()).toBe(0);
  });
});

describe.skipIf(!tmux)('a file of rows whose column is not clear (needs tmux)', () => {
  test('the column is picked, the likely one first, and so is the agent', async () => {
    const home = makeHome();
    writeFileSync(join(home, 'rows.csv'), 'name,phone,notes\nAna,+14155550133,x\n');
    const { api, term } = await started(['calls', 'broadcast', 'rows.csv', '--yes'], { home, width: 120 });
    await term.shows('Which column is to');
    await term.shows('❯ phone');
    await term.press('Enter');
    await term.shows('Which agent calls');
    await term.shows('❯ Front desk');
    await term.press('Enter');
    expect(await term.ended()).toBe(0);
    expect(changes(api).map((request) => request.json())).toEqual([{ agent_id: 'agent_1', to: '+14155550133' }]);
    expect(await term.history()).toContain("next time: --map 'phone=to'");
  });
});
