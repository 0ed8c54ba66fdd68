import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Connected, connect, inside } from '../support/mcp.ts';
import { boltcall, makeHome } from '../support/program.ts';
import { type Recorded, startServer, type TestServer } from '../support/server.ts';

/** What a manipulated agent might attempt. Whatever response it gets, the attempt must not reach the service. */

const agent = 'agent_abc123';
const allowed = '+14155550133';
const stranger = '+14155550199';

const leads = [
  { id: 'lead_001', name: 'Ana', phone: stranger },
  { id: 'lead_002', name: 'Ben', phone: allowed },
];

const answer = ({ method, url }: Recorded) =>
  method === 'GET'
    ? { body: { data: url.startsWith('/v1/leads') ? leads : [], meta: { page: 1, limit: 100, total: 2 } } }
    : { status: 201, body: { id: 'x_1', status: 'queued' } };

interface Service extends Connected {
  readonly server: TestServer;
  /** Requests that would have changed something: method, path, body. */
  changes(): unknown[];
}

const open = async (args: readonly string[], { key = 'sk_test_red_team_0001', env = {}, home = makeHome() } = {}): Promise<Service> => {
  const server = await startServer(answer);
  const connected = await connect(args, { home, env: { BOLTCALL_BASE_URL: `${server.url}/v1`, BOLTCALL_API_KEY: key, ...env } });
  const changes = () =>
    server.requests
      .filter(({ method }) => method !== 'GET')
      .map(({ method, url, body }) => [method, url, body.length ? JSON.parse(body.toString()) : undefined]);
  return { ...connected, server, changes };
};

const dangerous = ['calls.outbound', 'messages.sms', 'messages.whatsapp', 'webhooks.create', 'webhooks.trigger', 'agents.update', 'leads.create'];
const everything = dangerous.slice(0, 6).flatMap((name) => ['--allow', name]);

const toolsOf = async ({ client }: Connected): Promise<string[]> => (await client.listTools()).tools.map(({ name }) => name);

describe('what was not allowed is not there', () => {
  const dangers = (names: readonly string[]): string[] => names.filter((name) => dangerous.includes(name.replace('_', '.')));

  test('without a word, nothing is; --allow changes is leads and agents and nothing else', async () => {
    expect(dangers(await toolsOf(await open([])))).toEqual([]);
    const { call, changes, ...rest } = await open(['--allow', 'changes']);
    expect(
      (await toolsOf({ call, ...rest })).filter((name) => /create|outbound|sms|whatsapp|delete|cancel|pause|update|trigger|replay/.test(name)),
    ).toEqual(['leads_create', 'agents_create']);
    await expect(call('calls_outbound', { agent_id: agent, to: allowed })).rejects.toThrow('Unknown tool');
    await expect(call('calls.outbound', { agent_id: agent, to: allowed })).rejects.toThrow('Unknown tool');
    await expect(call('calls_outbound\n', { agent_id: agent, to: allowed })).rejects.toThrow('Unknown tool');
    expect(changes()).toEqual([]);
  });

  test('with a live key what is allowed by name needs --allow-live; no key at all counts as live', async () => {
    const live = { key: 'sk_live_red_team_0001' };
    expect(dangers(await toolsOf(await open(everything, live)))).toEqual([]);
    expect(dangers(await toolsOf(await open([...everything, '--allow-live'], live)))).toHaveLength(6);
    expect(dangers(await toolsOf(await open(everything, { key: '' })))).toEqual([]);
    const { text } = await (await open(everything, live)).call('help', { command: 'calls outbound' });
    expect(text).toContain('`--allow-live`');
  });

  test('read-only wins over what is allowed, by the environment, an option and the profile', async () => {
    const env = { BOLTCALL_READ_ONLY: '1' };
    expect(dangers(await toolsOf(await open([...everything, '--allow', 'changes', '--allow-live'], { env })))).toEqual([]);
    expect(dangers(await toolsOf(await open([...everything, '--allow', 'changes', '--read-only'])))).toEqual([]);
  });

  test('a profile that becomes read-only, or another one, is noticed while the server runs', async () => {
    const home = makeHome();
    const server = await startServer(answer);
    const base = ['--base-url', `${server.url}/v1`];
    await boltcall(['login', '--profile', 'one', '--no-verify', ...base, '--api-key', 'sk_test_red_team_0001'], { home });
    const stored = await boltcall(['profiles', 'list', '-o', 'json'], { home });
    expect(stored.stdout).toContain('one');
    const { call } = await connect([...everything, '--profile', 'one'], { home });
    expect((await call('messages_sms', { to: allowed, body: 'hi' })).isError).toBe(false);
    await boltcall(['profiles', 'set', 'read_only', 'true', '--profile', 'one'], { home });
    expect(await call('messages_sms', { to: allowed, body: 'hi' })).toEqual({
      isError: true,
      text: expect.stringContaining('read-only mode is on'),
    });
    await boltcall(['profiles', 'unset', 'read_only', '--profile', 'one'], { home });
    await boltcall(['login', '--profile', 'one', '--no-verify', ...base, '--api-key', 'sk_live_red_team_0001'], { home });
    expect(await call('messages_sms', { to: allowed, body: 'hi' })).toEqual({ isError: true, text: expect.stringContaining('has changed since') });
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

test('no property beside those of the schema gets through, whatever it is called', async () => {
  const { call, changes, server } = await open([...everything, '--only-to', allowed]);
  const extras = [
    ...[
      'profile',
      'base_url',
      'baseUrl',
      '--base-url',
      'api_key',
      'sandbox',
      'yes',
      '--yes',
      'y',
      'dry_run',
      'read_only',
      'output',
      'query',
      'tz',
      'wait',
    ],
    ...[
      'agent',
      'secret',
      'header',
      'insecure',
      'out',
      'file',
      'fixture',
      'count',
      'all',
      'scan',
      '',
      ' ',
      '__proto__x',
      'constructor',
      'toString',
      'TO',
      'to ',
    ],
  ];
  for (const extra of extras) {
    for (const [name, given] of [
      ['calls_outbound', { agent_id: agent, to: allowed }],
      ['messages_sms', { to: allowed, body: 'hi' }],
      ['agents_list', {}],
    ] as const) {
      const { isError, text } = await call(name, { ...given, [extra]: 'http://127.0.0.1:9/v1' });
      expect([name, extra, isError, text]).toEqual([name, extra, true, expect.stringContaining('"code":"usage"')]);
    }
  }
  expect(await call('messages_sms', JSON.parse(`{"__proto__":{"to":"${allowed}"},"body":"hi"}`))).toMatchObject({ isError: true });
  expect([changes(), server.requests.map(({ url }) => url)]).toEqual([[], []]);
});

test('options and newlines in values stay values', async () => {
  const { call, changes } = await open(everything);
  const odd = ['--yes', '-y', '--', '--to=+14155550199', 'a\n--yes\n--to +14155550199', '$(reboot)', '-', '@@x', "'; rm -rf /"];
  for (const body of odd) await call('messages_sms', { to: allowed, body });
  expect(changes()).toEqual(odd.map((body) => ['POST', '/v1/messages/sms', { to: allowed, body }]));
});

test('ids stay ids', async () => {
  const { call, server } = await open(['--allow', 'agents.update', '--allow', 'calls.outbound']);
  for (const id of ['--yes', '--base-url=http://127.0.0.1:9', '../leads', '..', 'a/b?c#d', '-o']) await call('calls_get', { call_id: id });
  expect(server.requests.filter(({ url }) => !/^\/v1\/calls\/[^/?#]+$/.test(url))).toEqual([]);
  await call('agents_update', { agent_id: '../webhooks', name: 'x' });
  expect(server.requests.filter(({ method, url }) => method === 'PATCH' && !/^\/v1\/agents\/[^/?#]+$/.test(url))).toEqual([]);
});

describe('--only-to', () => {
  const only = [...everything, '--only-to', '+1 (415) 555-0133', '--region', 'US'];

  test('holds for every spelling of a number, and for a lead', async () => {
    const { call, changes } = await open(only);
    const spellings = [
      stranger,
      '+1 415 555 0199',
      '4155550199',
      '(415) 555-0199',
      '+1-415-555-0199',
      `${allowed}0`,
      allowed.slice(0, -1),
      '+１4155550199',
      `${allowed};ext=9`,
      `${allowed},${stranger}`,
    ];
    for (const to of spellings) {
      expect([to, (await call('calls_outbound', { agent_id: agent, to })).isError]).toEqual([to, true]);
      expect([to, (await call('messages_sms', { to, body: 'hi' })).isError]).toEqual([to, true]);
      expect([to, (await call('messages_whatsapp', { to, template: 't' })).isError]).toEqual([to, true]);
    }
    for (const lead of ['lead_001', 'Ana', 'ana']) {
      expect((await call('calls_outbound', { agent_id: agent, lead })).isError).toBe(true);
      expect((await call('messages_sms', { lead, body: 'hi' })).isError).toBe(true);
      expect((await call('messages_sms', { to: allowed, lead, body: 'hi' })).text).toMatch(/only-to|cannot be used|failed/);
    }
    expect(changes().filter((change) => JSON.stringify(change).includes(stranger))).toEqual([]);
  });

  test('lets through the number itself, in any spelling, and a lead that has it', async () => {
    const { call, changes } = await open(only);
    for (const to of [allowed, '(415) 555-0133', '+１4155550133'])
      expect((await call('calls_outbound', { agent_id: agent, to })).isError).toBe(false);
    expect((await call('calls_outbound', { agent_id: agent, lead: 'Ben' })).isError).toBe(false);
    expect(changes()).toHaveLength(4);
  });

  test('takes no lists, objects or numbers in place of a text', async () => {
    const { call, changes } = await open(only);
    for (const to of [[allowed, stranger], [stranger], { to: stranger }, 14155550199, null, true, ''])
      for (const name of ['calls_outbound', 'messages_sms', 'messages_whatsapp'])
        expect([to, (await call(name, { agent_id: agent, to, body: 'hi', template: 't' })).isError]).toEqual([to, true]);
    expect(changes()).toEqual([]);
  });
});

describe('--at-most', () => {
  test('holds for a thousand calls at once', async () => {
    const { call, changes } = await open([...everything, '--at-most', '3']);
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, at) =>
        at % 2 ? call('messages_sms', { to: allowed, body: 'hi' }) : call('calls_outbound', { agent_id: agent, to: allowed }),
      ),
    );
    expect(changes()).toHaveLength(3);
    expect(answers.filter(({ isError }) => !isError)).toHaveLength(3);
    expect(inside(answers.find(({ isError }) => isError)?.text ?? '')).toContain('"code":"not_allowed"');
  }, 240_000);

  test('counts what goes to an address too, and what may have been done, but not what the service refused', async () => {
    const { call, server } = await open([...everything, '--at-most', '2']);
    server.answer({ status: 422, body: { error: { code: 'invalid', message: 'no' } } });
    await call('messages_sms', { to: allowed, body: 'hi' });
    server.answer({ status: 500, body: {} });
    await call('messages_sms', { to: allowed, body: 'hi' });
    server.answer(answer);
    const app = await startServer({ body: 'ok' });
    const trigger = () => call('webhooks_trigger', { event: 'call.missed', forward_to: app.url });
    expect([(await trigger()).isError, (await trigger()).isError]).toEqual([false, true]);
    expect(app.requests).toHaveLength(1);
    expect((await call('messages_sms', { to: allowed, body: 'hi' })).text).toContain('none is left');
  });
});

test('no file and no standard input is read for any value, also not one inside another', async () => {
  const home = makeHome();
  writeFileSync(join(home, 'secret.txt'), 'top secret words');
  const { call, changes, server } = await open([...everything, '--allow', 'changes', '--allow', 'agents.update'], { home });
  const files = ['@secret.txt', `@${join(home, 'secret.txt')}`, '@@secret.txt', '@-', '-', '@/etc/passwd'];
  const app = await startServer({ body: 'ok' });
  const said: string[] = [];
  for (const value of files) {
    const calls: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
      ['messages_sms', { to: allowed, body: value }],
      ['messages_sms', { to: value, body: value }],
      ['messages_whatsapp', { to: allowed, template: value, variables: { name: value, nested: { deep: [value] } } }],
      ['messages_whatsapp', { to: allowed, template: 't', variables: value }],
      ['calls_outbound', { agent_id: agent, to: allowed, context: value }],
      ['agents_create', { name: value, voice_id: value, greeting: value, prompt: value }],
      ['agents_update', { agent_id: agent, greeting: value }],
      ['leads_create', { name: value, tag: [value] }],
      ['webhooks_create', { url: value, event: [value] }],
      ['webhooks_trigger', { event: 'call.missed', data: value, forward_to: app.url }],
      ['webhooks_trigger', { event: 'call.missed', set: [`data.caller=${value}`, value], forward_to: app.url }],
      ['webhooks_trigger', { event: value, forward_to: app.url }],
      ['webhooks_verify', { signature: value, body: value, secret: value }],
      ['calls_get', { call_id: value }],
      ['calls_list', { search: value }],
      ['help', { command: 'messages sms', arguments: { to: allowed, body: value } }],
    ];
    for (const [name, given] of calls) said.push((await call(name, given)).text);
  }
  const sent = JSON.stringify([changes(), server.requests.map(({ url }) => url), app.requests.map(({ body }) => body.toString()), said]);
  expect(sent).not.toContain('top secret words');
  expect(sent).not.toContain('root:');
  expect(changes()).toContainEqual(['POST', '/v1/messages/sms', { to: allowed, body: '@secret.txt' }]);
  expect(changes()).toContainEqual([
    'POST',
    '/v1/messages/whatsapp',
    { to: allowed, template: '@secret.txt', variables: { name: '@secret.txt', nested: { deep: ['@secret.txt'] } } },
  ]);
}, 240_000);

test('the line that help gives a person has the arguments, quoted, and nothing that a paste would read or run', async () => {
  const { call, changes } = await open([]);
  const line = async (given: Record<string, unknown>) =>
    (await call('help', { command: 'calls outbound', arguments: { agent_id: agent, to: allowed, ...given } })).text;
  expect(await line({ context: "it's Ana; rm -rf /" })).toMatch(
    /`--allow calls\.outbound`\. A person can run it in a terminal:\nboltcall calls outbound --agent-id=agent_abc123 --to=\+14155550133 --context='it'\\''s Ana; rm -rf \/'$/,
  );
  for (const context of ['@/etc/passwd', '-', 'a\nrm -rf /', '\u202ex'])
    expect(await line({ context })).toContain('cannot be written as part of a line');
  expect(await line({ yes: true })).toContain('unknown argument');
  expect(changes()).toEqual([]);
});
