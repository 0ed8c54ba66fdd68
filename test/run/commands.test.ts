import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { version } from '../../src/version.ts';
import { makeHome } from '../support/program.ts';
import { inWorld, listOf } from '../support/world.ts';

const agent = {
  id: 'agent_abc123',
  name: 'Front desk',
  voice_id: 'voice_sarah',
  status: 'active',
  phone_number: '+14155550100',
  created_at: '2025-01-10T08:00:00Z',
};
const call = {
  id: 'call_xyz789',
  agent_id: 'agent_abc123',
  direction: 'inbound',
  caller: '+14155550133',
  duration_seconds: 142,
  status: 'completed',
  created_at: '2025-03-01T09:12:00Z',
  summary: 'Wanted a cleaning.',
  transcript: [{ role: 'agent', text: 'Hello?' }],
};
const lead = { id: 'lead_001', name: 'Ana Ruiz', phone: '+14155550133', status: 'new', score: 82, created_at: '2025-03-01T09:12:00Z' };
const fault = (status: number, code: string) => ({
  status,
  headers: [['x-request-id', 'req_1']] as const,
  body: { error: { code, message: `It is ${code}` } },
});

describe('lists and records', () => {
  test('a list in a pipe is tabs and exact values, without a header', async () => {
    const { stdout, stderr, exitCode, requests } = await inWorld(['agents', 'list'], { answers: { 'GET /v1/agents': listOf([agent]) } });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toBe('agent_abc123\tFront desk\tactive\t+14155550100\tvoice_sarah\t2025-01-10T08:00:00Z\n');
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET https://api.boltcall.org/v1/agents']);
    expect(requests[0]?.headers['authorization']).toBe('Bearer sk_test_0123456789abcdefghij');
  });

  test('the same on a terminal has a header and signs', async () => {
    const { stdout } = await inWorld(['agents', 'list', '--columns', 'id,name,status', '--no-color'], {
      columns: 80,
      answers: { 'GET /v1/agents': listOf([agent]) },
    });
    expect(stdout).toMatch(/^ID +NAME +STATUS\nagent_abc123 +Front desk +✓ active\n$/);
  });

  test('a call reads like a page', async () => {
    const { stdout, exitCode } = await inWorld(['calls', 'get', 'call_xyz789', '--color', 'never'], {
      columns: 80,
      answers: { 'GET /v1/calls/call_xyz789': { body: call } },
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('2m 22s');
    expect(stdout).toMatch(/Summary\n +Wanted a cleaning\.\n\nTranscript\n +agent {2}Hello\?/);
  });

  test('leads get searches the list, and exits 5 where it finds nothing', async () => {
    const answers = { 'GET /v1/leads': listOf([lead]) };
    const found = await inWorld(['leads', 'get', 'lead_001', '--json'], { answers });
    expect(JSON.parse(found.stdout)).toEqual(lead);
    const missing = await inWorld(['leads', 'get', 'lead_9'], { answers });
    expect([missing.exitCode, missing.stdout]).toEqual([5, '']);
    expect(missing.stderr).toMatch(/lead_9[\s\S]*boltcall leads list/);
  });

  test('messages, appointments, webhooks, usage', async () => {
    const answers = {
      'GET /v1/messages': listOf([{ id: 'msg_1', channel: 'sms', to: '+14155550133' }]),
      'GET /v1/appointments': listOf([{ id: 'apt_1', status: 'confirmed' }]),
      'GET /v1/webhooks': { body: { data: [{ id: 'wh_1', url: 'https://example.com/hooks', events: ['call.completed'] }] } },
      'GET /v1/analytics/usage': { body: { minutes_used: 450, minutes_limit: 500, sms_sent: 10, sms_limit: 100 } },
    };
    for (const [words, id] of [
      [['messages', 'list'], 'msg_1'],
      [['appointments', 'list'], 'apt_1'],
      [['webhooks', 'list'], 'wh_1'],
    ] as const) {
      const { stdout, exitCode } = await inWorld([...words, '-o', 'id'], { answers });
      expect([exitCode, stdout]).toEqual([0, `${id}\n`]);
    }
    const fine = await inWorld(['analytics', 'usage', '--fail-over', '95%', '--json'], { answers });
    expect([fine.exitCode, JSON.parse(fine.stdout)]).toEqual([0, { minutes_used: 450, minutes_limit: 500, sms_sent: 10, sms_limit: 100 }]);
    const over = await inWorld(['analytics', 'usage', '--fail-over', '80%', '--json'], { answers });
    expect(over.exitCode).toBe(14);
    expect(JSON.parse(over.stdout)).toMatchObject({ minutes_used: 450 });
  });
});

describe('changes', () => {
  test('create sends what was typed and prints what the service gave', async () => {
    const { stdout, exitCode, requests } = await inWorld(['agents', 'create', '--name', 'Desk', '--voice-id', 'voice_1', '--json'], {
      answers: { 'POST /v1/agents': { status: 201, body: { ...agent, new_member: 1 } } },
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ...agent, new_member: 1 });
    expect(requests.map(({ body }) => body)).toEqual([{ name: 'Desk', voice_id: 'voice_1' }]);
  });

  test('what is missing is named, and nothing is sent', async () => {
    const { stdout, stderr, exitCode, requests } = await inWorld(['agents', 'create', '--name', 'Desk']);
    expect({ stdout, exitCode, requests }).toEqual({ stdout: '', exitCode: 2, requests: [] });
    expect(stderr).toContain('--voice-id');
  });

  test('a text asks first; without a terminal it says so; --yes sends; --dry-run shows', async () => {
    const line = ['messages', 'sms', '--to', '+1 (415) 555-0133', '--body', 'Hi'];
    const answers = { 'POST /v1/messages/sms': { status: 201, body: { id: 'msg_1', status: 'queued' } } };
    const asked = await inWorld(line, { answers });
    expect([asked.exitCode, asked.requests]).toEqual([2, []]);
    expect(asked.stderr).toContain('--yes');
    const sent = await inWorld([...line, '--yes', '-o', 'id'], { answers });
    expect([sent.exitCode, sent.stdout]).toEqual([0, 'msg_1\n']);
    expect(sent.requests.map(({ body }) => body)).toEqual([{ to: '+14155550133', body: 'Hi' }]);
    const dry = await inWorld([...line, '--dry-run', '--json'], { answers, env: { BOLTCALL_API_KEY: undefined } });
    expect([dry.exitCode, dry.requests]).toEqual([0, []]);
    expect(JSON.parse(dry.stdout)).toEqual({
      dry_run: true,
      method: 'POST',
      url: 'https://api.boltcall.org/v1/messages/sms',
      body: { to: '+14155550133', body: 'Hi' },
    });
  });

  test('several ids: an array, an error a line, and 13 where some failed', async () => {
    const answers = { 'DELETE /v1/agents/agent_1': { body: { id: 'agent_1', deleted: true } }, 'DELETE /v1/agents/agent_2': fault(404, 'not_found') };
    const { stdout, stderr, exitCode } = await inWorld(['agents', 'delete', 'agent_1', 'agent_2', '--yes', '-o', 'jsonl'], { answers });
    expect(exitCode).toBe(13);
    expect(stdout).toBe('{"id":"agent_1","deleted":true}\n');
    expect(stderr).toContain('agent_2');
  });

  test('calls outbound --wait looks until the call has ended', async () => {
    const states = ['ringing', 'in_progress', 'completed'];
    const { stdout, exitCode, requests } = await inWorld(
      ['calls', 'outbound', '--agent-id', 'agent_abc123', '--to', '+14155550133', '--yes', '--wait', '--json'],
      {
        answers: {
          'POST /v1/calls/outbound': { status: 201, body: { id: 'call_1', status: 'ringing' } },
          'GET /v1/calls/call_1': () => ({ body: { ...call, id: 'call_1', status: states.shift() ?? 'completed' } }),
        },
      },
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: 'call_1', status: 'completed', summary: 'Wanted a cleaning.' });
    expect(requests.filter(({ method }) => method === 'GET')).toHaveLength(3);
  });

  test('read-only refuses a change before anything is sent', async () => {
    const { exitCode, stderr, requests } = await inWorld(['agents', 'update', 'agent_1', '--name', 'x', '--json'], {
      env: { BOLTCALL_READ_ONLY: '1' },
    });
    expect([exitCode, requests]).toEqual([4, []]);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'read_only', exit_code: 4 } });
  });
});

describe('failures', () => {
  test.each([
    [400, 7],
    [401, 3],
    [403, 4],
    [404, 5],
    [409, 6],
    [422, 7],
    [429, 8],
    [500, 9],
    [503, 9],
  ])('a read that is answered %i exits %i, with code, status and request id', async (status, exit) => {
    const { stdout, stderr, exitCode } = await inWorld(['calls', 'get', 'call_1', '--json'], {
      answers: { 'GET /v1/calls/call_1': fault(status, 'some_code') },
    });
    expect([exitCode, stdout]).toEqual([exit, '']);
    const [line, ...more] = stderr.trim().split('\n').reverse();
    expect(JSON.parse(line ?? '')).toMatchObject({ error: { code: 'some_code', status, exit_code: exit, request_id: 'req_1', method: 'GET' } });
    expect(more.filter((text) => text.startsWith('{'))).toEqual([]);
  });

  test.each([500, 502, 503])('a change that is answered %i may have been done: exit 12, sent once, and how to look', async (status) => {
    const { stderr, exitCode, requests } = await inWorld(['agents', 'create', '--name', 'Desk', '--voice-id', 'voice_1'], {
      answers: { 'POST /v1/agents': fault(status, 'internal_error') },
    });
    expect([exitCode, requests.length]).toEqual([12, 1]);
    expect(stderr).toContain('boltcall agents list');
  });

  test('no key: how to get one', async () => {
    const { exitCode, stderr, requests } = await inWorld(['agents', 'list'], { env: { BOLTCALL_API_KEY: undefined } });
    expect([exitCode, requests]).toEqual([3, []]);
    expect(stderr).toMatch(/boltcall login[\s\S]*BOLTCALL_API_KEY[\s\S]*--sandbox/);
  });

  test('an unknown command or option gets a suggestion', async () => {
    const word = await inWorld(['agnets', 'list']);
    expect([word.exitCode, word.stderr]).toEqual([2, expect.stringContaining('boltcall agents')]);
    const option = await inWorld(['agents', 'list', '--lmit', '3']);
    expect([option.exitCode, option.stderr]).toEqual([2, expect.stringContaining('--limit')]);
  });
});

describe('settings', () => {
  test('login reads a key, checks it, and keeps it for its owner alone; whoami says where it came from; logout forgets it', async () => {
    const home = makeHome();
    const env = { BOLTCALL_API_KEY: undefined };
    const answers = { 'GET /v1/agents': listOf([]) };
    const login = await inWorld(['login', '--with-key'], { home, env, answers, input: 'sk_test_abcdefghijklmnopqrstuvwxyz\n' });
    expect(login.exitCode).toBe(0);
    expect(login.stdout + login.stderr).not.toContain('abcdefghijklmnop');
    const file = join(home, 'config', 'config.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain('sk_test_abcdefghijklmnopqrstuvwxyz');
    const who = await inWorld(['whoami', '--offline', '--json'], { home, env });
    expect(who.stdout).toContain('default');
    expect(who.stdout).not.toContain('abcdefghijklmnop');
    const logout = await inWorld(['logout'], { home, env });
    expect(logout.exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('sk_test_');
  });

  test('profiles set and show; config path', async () => {
    const home = makeHome();
    const env = { BOLTCALL_API_KEY: undefined };
    await inWorld(['login', '--with-key', '--no-verify'], { home, env, input: 'sk_test_abcdefghijklmnopqrstuvwxyz\n' });
    const set = await inWorld(['profiles', 'set', 'region', 'US'], { home, env });
    expect(set.exitCode).toBe(0);
    const show = await inWorld(['profiles', 'show', '--json'], { home, env });
    expect(JSON.parse(show.stdout)).toMatchObject({ region: 'US' });
    const path = await inWorld(['config', 'path'], { home, env });
    expect(path.stdout).toContain(join(home, 'config'));
  });
});

describe('without a service', () => {
  test('webhooks events, trigger --dry-run, open, commands, --version', async () => {
    const env = { BOLTCALL_API_KEY: undefined };
    const events = await inWorld(['webhooks', 'events', '-o', 'jsonl'], { env });
    expect([events.exitCode, events.stdout]).toEqual([0, expect.stringContaining('"call.completed"')]);
    const trigger = await inWorld(['trigger', 'call.missed', '--dry-run', '--json'], { env });
    expect((await inWorld(['trigger', 'call.missed', '--dry-run', '-q', 'body.event'], { env })).stdout).toBe('call.missed\n');
    expect((await inWorld(['trigger', 'call.missed', '--dry-run', '--columns', 'method'], { env })).stdout).toBe('method\tPOST\n');
    expect([trigger.exitCode, trigger.stdout]).toEqual([0, expect.stringContaining('call.missed')]);
    const open = await inWorld(['open', 'docs'], { env });
    expect(open.stdout).toMatch(/^https:\/\/boltcall\.org\/\S+\n$/);
    const commands = await inWorld(['commands'], { env });
    expect(JSON.parse(commands.stdout)).toMatchObject({ name: 'boltcall', version });
    const alone = await inWorld(['--version'], { env });
    expect([alone.exitCode, alone.stdout]).toEqual([0, `${version}\n`]);
    expect([events, trigger, open, commands].flatMap(({ requests }) => requests)).toEqual([]);
  });

  test('sandbox status exits 14 where none runs', async () => {
    const { exitCode, stderr, stdout } = await inWorld(['sandbox', 'status']);
    expect([exitCode, stdout]).toEqual([14, '']);
    expect(stderr).toContain('boltcall sandbox start');
  });

  test('completion scripts go to stdout', async () => {
    for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
      const { exitCode, stdout, stderr } = await inWorld(['completion', shell]);
      expect([exitCode, stderr, stdout.includes('boltcall')]).toEqual([0, '', true]);
    }
  });

  test('api sends any request and prints the answer unchanged', async () => {
    const body = '{"data":[ ],"odd":1.0}';
    const { stdout, exitCode } = await inWorld(['api', 'agents', '--json'], { answers: { 'GET /v1/agents': { body } } });
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, { data: [], odd: 1 }]);
  });
});

test('a dry run sends nothing, so a name that would be looked up is refused, and an id is not', async () => {
  const place = ['calls', 'outbound', '--to', '+14155550133', '--dry-run', '--json'];
  const named = await inWorld([...place, '--agent', 'After hours']);
  expect([named.exitCode, named.requests]).toEqual([2, []]);
  expect(named.stderr).toContain('--agent NAME needs a lookup, and a dry run sends nothing');
  const known = await inWorld([...place, '--agent', 'agent_def456']);
  expect([known.exitCode, known.requests, JSON.parse(known.stdout)]).toMatchObject([0, [], { body: { agent_id: 'agent_def456' } }]);
});
