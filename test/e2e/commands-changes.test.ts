import { describe, expect, it } from 'vitest';
import { boltcall } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { startServer } from '../support/server.ts';

const test = { BOLTCALL_API_KEY: 'sk_test_12345678' };
const live = { BOLTCALL_API_KEY: 'sk_live_12345678' };
const text = ['messages', 'sms', '--to', '+14155550133', '--body', 'See you on Tuesday'];

describe('whatever reaches a person or is final', () => {
  it.each([
    [live, text],
    [test, text],
    [live, ['calls', 'outbound', '--agent-id', 'agent_1', '--to', '+14155550133']],
    [live, ['agents', 'delete', 'agent_1']],
    [test, ['agents', 'pause', 'agent_1']],
    [test, ['agents', 'update', 'agent_1', '--status', 'paused']],
    [test, ['appointments', 'cancel', 'apt_1']],
    [test, ['webhooks', 'delete', 'wh_1']],
    [live, ['messages', 'whatsapp', '--to', '+14155550133', '--template', 'hello']],
    [test, ['api', 'DELETE', '/agents/agent_1']],
  ])('asks first, and sends nothing where nobody can be asked: %o %o', async (env, args) => {
    const server = await startServer();
    const done = await boltcall([...args, '--base-url', server.url], { env });
    expect([done.exitCode, done.stdout, server.requests.length]).toEqual([2, '', 0]);
    expect(done.stderr).toContain('--yes');
  });

  it('does not ask for a call with a test key, which places none', async () => {
    const server = await startServer({ status: 201, body: { id: 'call_1', status: 'ringing' } });
    const done = await boltcall(['calls', 'outbound', '--agent-id', 'agent_1', '--to', '+14155550133', '--base-url', server.url], { env: test });
    expect([done.exitCode, server.requests.length]).toEqual([0, 1]);
  });

  it('goes ahead with --yes and sends just what was typed', async () => {
    const server = await startServer({ status: 201, body: { id: 'msg_1', channel: 'sms', status: 'sent', to: '+14155550133', new_field: 1 } });
    const done = await boltcall(['messages', 'sms', '--to', '+1 (415) 555-0133', '--body=-call back', '--yes', '--json', '--base-url', server.url], {
      env: live,
    });
    expect(server.requests[0]?.json()).toEqual({ to: '+14155550133', body: '-call back' });
    expect(server.requests[0]?.header('authorization')).toBe('Bearer sk_live_12345678');
    expect(JSON.parse(done.stdout)).toEqual({ id: 'msg_1', channel: 'sms', status: 'sent', to: '+14155550133', new_field: 1 });
  });
});

describe('a dry run', () => {
  it('prints the request, sends nothing, and needs no key and no confirmation', async () => {
    const done = await boltcall([...text, '--dry-run', '--json']);
    expect(done.exitCode).toBe(0);
    expect(JSON.parse(done.stdout)).toEqual({
      dry_run: true,
      method: 'POST',
      url: 'https://api.boltcall.org/v1/messages/sms',
      body: { to: '+14155550133', body: 'See you on Tuesday' },
    });
  });

  it('is an array for several recipients', async () => {
    const done = await boltcall([...text, '--to', '+14155550134', '--dry-run', '--json']);
    expect(JSON.parse(done.stdout)).toMatchObject([{ body: { to: '+14155550133' } }, { body: { to: '+14155550134' } }]);
  });
});

describe('--read-only', () => {
  it.each([
    [['--read-only'], {}],
    [[], { BOLTCALL_READ_ONLY: '1' }],
  ])('refuses a change before sending, exit 4: %o %o', async (args, env) => {
    const server = await startServer();
    for (const command of [
      [...text, '--yes'],
      ['agents', 'create', '--name', 'A', '--voice-id', 'v'],
      ['api', 'POST', '/leads', '-f', 'name=A', '--yes'],
    ]) {
      const done = await boltcall([...command, ...args, '--json', '--base-url', server.url], { env: { ...live, ...env } });
      expect(done.exitCode).toBe(4);
      expect(JSON.parse(done.stderr)).toMatchObject({ error: { code: 'read_only', exit_code: 4 } });
    }
    expect(server.requests).toHaveLength(0);
  });
});

describe('--test and --live', () => {
  it('refuse to run with the other kind of key', async () => {
    const server = await startServer();
    const a = await boltcall(['agents', 'list', '--test', '--base-url', server.url], { env: live });
    const b = await boltcall(['agents', 'list', '--live', '--base-url', server.url], { env: test });
    expect([a.exitCode, b.exitCode, server.requests.length]).toEqual([2, 2, 0]);
  });
});

describe('several recipients or ids', () => {
  it('write to each number once, even if it is given twice', async () => {
    const server = await startServer((request) => ({ status: 201, body: { id: 'msg', ...(request.json() as object) } }));
    const done = await boltcall([...text, '--to', '+1 415 555 0133', '--to', '+14155550134', '--yes', '--json', '--base-url', server.url], {
      env: live,
    });
    expect(server.requests.map((request) => request.json())).toMatchObject([{ to: '+14155550133' }, { to: '+14155550134' }]);
    expect(JSON.parse(done.stdout)).toHaveLength(2);
  });

  it('exit 13 where some failed, with a line for each, and print those that worked', async () => {
    const { env } = await sandboxHere();
    const done = await boltcall(['agents', 'delete', 'agent_003', 'agent_nope', '--yes', '-o', 'json'], { env });
    expect(done.exitCode).toBe(13);
    expect(JSON.parse(done.stdout)).toEqual([{ id: 'agent_003', deleted: true }]);
    expect(
      done.stderr
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toMatchObject([{ error: { code: 'not_found' } }, { error: { code: 'partial', exit_code: 13 } }]);
  });

  it('exit by the common code where all failed alike', async () => {
    const { env } = await sandboxHere();
    const done = await boltcall(['agents', 'delete', 'agent_a', 'agent_b', '--yes'], { env });
    expect([done.exitCode, done.stdout]).toEqual([5, '']);
    expect(done.stderr).toContain('agent_a');
    expect(done.stderr).toContain('agent_b');
  });
});

describe('an empty answer to a success', () => {
  it.each([[{ status: 204 }], [{ status: 200, headers: { 'content-type': 'application/json' }, body: '' }]])('is a success: %o', async (answer) => {
    const server = await startServer(answer);
    const done = await boltcall(['webhooks', 'delete', 'wh_1', '--yes', '--json', '--base-url', server.url], { env: test });
    expect([done.exitCode, JSON.parse(done.stdout)]).toEqual([0, [{ id: 'wh_1' }]]);
    const created = await boltcall(['agents', 'create', '--name', 'A', '--voice-id', 'v', '--json', '--base-url', server.url], { env: test });
    expect([created.exitCode, JSON.parse(created.stdout)]).toEqual([0, {}]);
  });
});

describe('an agent by its name', () => {
  it('is turned into its id, or the matches are listed', async () => {
    const { env } = await sandboxHere();
    const named = await boltcall(['calls', 'outbound', '--agent', 'front DESK', '--to', '+14155550133', '--json'], { env });
    expect(JSON.parse(named.stdout)).toMatchObject({ agent_id: 'agent_abc123', status: 'ringing' });
    const wrong = await boltcall(['calls', 'list', '--agent', 'desk'], { env });
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain('agent_abc123 (Front desk)');
  });

  it('a lead by its name gives its number, and says so', async () => {
    const { env } = await sandboxHere();
    const done = await boltcall(['messages', 'sms', '--lead', 'Maria Gomez', '--body', 'Hi', '--yes', '--json'], { env });
    expect(JSON.parse(done.stdout)).toMatchObject({ to: '+14155550133' });
    expect(done.stderr).toContain('Maria Gomez (lead_001): +14155550133');
  });
});

describe('what is missing or wrong', () => {
  it('names every missing flag at once, without a question', async () => {
    const server = await startServer();
    const done = await boltcall(['leads', 'create', '--base-url', server.url], { env: test });
    const both = await boltcall(['agents', 'create', '--base-url', server.url], { env: test });
    expect([done.exitCode, both.exitCode, server.requests.length]).toEqual([2, 2, 0]);
    expect(both.stderr).toContain('--name TEXT, --voice-id ID');
  });

  it.each([
    [['messages', 'sms', '--to', '007', '--body', 'x'], '--to'],
    [['messages', 'sms', '--to', '+1', '--body', 'x'], '--to'],
    [['messages', 'sms', '--to', '+14155550133', '--body', 'x'.repeat(1601)], '1600'],
    [['agents', 'update', 'agent_1', '--status', 'pausd'], 'paused'],
    [['agents', 'update', 'agent_1'], '--greeting'],
    [['calls', 'list', '--limit', '0'], '--limit'],
    [['calls', 'list', '--limit', '1e3'], '--limit'],
    [['calls', 'list', '--direction', 'sideways'], 'inbound'],
    [['leads', 'create', '--name', 'A', '--email', 'nobody'], '--email'],
    [['webhooks', 'create', '--url', 'localhost', '--event', 'call.started'], '--url'],
    [['agents', 'list', '--query', '.[0]'], 'JMESPath'],
    [['agents', 'list', '-o', 'out.csv'], '--out'],
    [['agents', 'list', '--timeout', 'soon'], '--timeout'],
  ])('is refused before anything is sent, naming the flag: %o', async (args, words) => {
    const server = await startServer();
    const done = await boltcall([...args, '--yes', '--base-url', server.url], { env: test });
    expect([done.exitCode, done.stdout, server.requests.length]).toEqual([2, '', 0]);
    expect(done.stderr).toContain(words);
  });

  it('a wrong column or query is found before a change is sent', async () => {
    const server = await startServer();
    const done = await boltcall([...text, '--yes', '-q', 'a[', '--base-url', server.url], { env: live });
    expect([done.exitCode, server.requests.length]).toEqual([2, 0]);
  });

  it('an event outside the documented ones is warned about and sent; one that looks misspelled is refused', async () => {
    const server = await startServer({ status: 201, body: { id: 'wh_1' } });
    const create = (...more: string[]) =>
      boltcall(['webhooks', 'create', '--url', 'https://example.com/h', '--base-url', server.url, ...more], { env: test });
    const slip = await create('--event', 'call.complete');
    expect([slip.exitCode, slip.stderr, server.requests.length]).toEqual([2, expect.stringContaining('Did you mean `call.completed`?'), 0]);
    const other = await create('--event', 'invoice.paid');
    expect([other.exitCode, other.stderr]).toEqual([0, expect.stringContaining('`invoice.paid` is not a documented event')]);
    await create('--event', 'call.complete', '--allow-unknown-event');
    await create('--event', 'lead.*,call.missed');
    expect(server.requests.map((request) => request.json())).toMatchObject([
      { events: ['invoice.paid'] },
      { events: ['call.complete'] },
      { events: ['lead.created', 'lead.updated', 'call.missed'] },
    ]);
  });
});
