import { describe, expect, test } from 'vitest';
import { writeLog } from '../support/log.ts';
import { makeHome } from '../support/program.ts';
import { inWorld, listOf } from '../support/world.ts';

test('ids and names of one workspace are not offered in another', async () => {
  const home = makeHome();
  const env = { BOLTCALL_API_KEY: undefined };
  for (const [profile, name, key] of [
    ['north', 'Ana Ruiz', 'sk_test_0123456789abcdefghij'],
    ['south', 'Ben Okafor', 'sk_test_jihgfedcba9876543210'],
  ] as const) {
    const made = await inWorld(['login', '--with-key', '--no-verify', '--profile', profile], { home, env, input: `${key}\n` });
    expect(made.exitCode, made.stderr).toBe(0);
    const answers = { 'GET /v1/leads': listOf([{ id: `lead_${profile}`, name, phone: null }]) };
    expect((await inWorld(['leads', 'list', '--profile', profile], { home, env, answers })).exitCode).toBe(0);
  }
  const offered = async (words: readonly string[], variables = {}) =>
    (await inWorld(['__complete', 'zsh', 'leads', 'get', ...words, ''], { home, env: { ...env, ...variables } })).stdout;
  expect(await offered(['--profile', 'north'])).toBe('words\nlead_north\tAna Ruiz\n');
  expect(await offered(['--profile', 'south'])).toBe('words\nlead_south\tBen Okafor\n');
  for (const elsewhere of [await offered(['--sandbox']), await offered([], { BOLTCALL_API_KEY: 'sk_test_of_another_workspace' })])
    expect(elsewhere).toBe('words\n');
});

describe('words that no answer of the service is needed for', () => {
  const offered = async (...words: readonly string[]): Promise<string[]> =>
    (await inWorld(['__complete', 'zsh', ...words], {})).stdout
      .split('\n')
      .slice(1)
      .filter(Boolean)
      .map((line) => line.split('\t')[0] ?? '');

  test.each([
    ['trigger', ''],
    ['webhooks', 'events', ''],
    ['listen', '--event', ''],
    ['webhooks', 'replay', '--event', ''],
    ['webhooks', 'log', 'list', '--event', ''],
    ['webhooks', 'create', '--event', ''],
  ])('events: %s %s %s %s', async (...words) => {
    const all = await offered(...words);
    expect(all.slice(0, 3)).toEqual(['call.started', 'call.completed', 'call.missed']);
    expect(all).toContain('new_lead');
    expect(all).toHaveLength(14);
  });

  test('a comma-separated list is completed at its last word, without the others', async () => {
    expect(await offered('listen', '--event', 'lead.created,lead.')).toEqual(['lead.created,lead.updated']);
    expect(await offered('webhooks', 'create', '--event=lead.created,call.s')).toEqual(['--event=lead.created,call.started']);
    expect(await offered('leads', 'list', '--columns', 'id,name,s')).toEqual(['id,name,status', 'id,name,source', 'id,name,score']);
  });

  test.each([
    [
      ['leads', 'list'],
      ['id', 'name', 'phone', 'email', 'status', 'source', 'score', 'tags', 'created_at'],
    ],
    [['calls', 'export'], expect.arrayContaining(['agent_id', 'recording_url', 'summary'])],
    [
      ['webhooks', 'list'],
      ['id', 'url', 'events', 'status', 'created_at', 'listener', 'secret'],
    ],
    [['webhooks', 'log', 'list'], expect.arrayContaining(['event', 'subject', 'who', 'last_status'])],
    [
      ['profiles', 'list'],
      ['name', 'current', 'mode', 'key', 'base_url'],
    ],
    [['listen'], []],
  ])('columns of %j', async (words, columns) => expect(await offered(...words, '--columns', '')).toEqual(columns));

  test('ways for --via', async () => expect(await offered('listen', '--via', '')).toEqual(['cloudflared', 'ngrok', 'ssh', 'svix', 'url', 'local']));

  test.each([
    ['webhooks', 'log', 'show'],
    ['webhooks', 'replay'],
    ['webhooks', 'verify', '--delivery'],
  ])('deliveries, newest first, with time, event and subject: %s %s %s', async (...words) => {
    const home = makeHome();
    const body = Buffer.from('{"event":"call.missed","data":{"id":"call_1","caller":"+14155550133"}}');
    const [old, recent] = await writeLog(home, [
      { event: 'call.missed', body, attempts: [], ago: 7_200_000 },
      { event: 'lead.created', body: Buffer.from('not JSON'), attempts: [] },
    ]);
    const { stdout } = await inWorld(['__complete', 'zsh', ...words, ''], { home });
    const [, first = '', second = ''] = stdout.split('\n');
    const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d';
    expect(first).toMatch(new RegExp(`^${recent}\t${time}  lead\\.created$`));
    expect(second).toMatch(new RegExp(`^${old}\t${time}  call\\.missed  call_1  \\+14155550133$`));
  });
});
