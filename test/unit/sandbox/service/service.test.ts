import { describe, expect, test } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../../src/sandbox/server.ts';
import { systemWorld } from '../../../../src/world.ts';
import { asking } from '../../../contract/asking.ts';
import { isObject } from '../../../contract/openapi.ts';
import { eventually } from '../../../support/eventually.ts';
import { startServer } from '../../../support/server.ts';
import { later } from '../../../support/temporary.ts';

const now = Date.parse('2025-03-03T10:00:00Z');

const open = async (options: SandboxOptions = {}): Promise<{ sandbox: Sandbox; ask: ReturnType<typeof asking> }> => {
  const sandbox = await startSandbox({ now, speed: 1000, ...options }, systemWorld());
  later(() => sandbox.close());
  return { sandbox, ask: asking(sandbox) };
};

type Row = Readonly<Record<string, unknown>>;
const rowsOf = (json: unknown): Row[] => (isObject(json) && Array.isArray(json['data']) ? json['data'].filter(isObject) : []);

describe('lists', () => {
  test('pages follow each other without gaps or repeats, newest first', async () => {
    const { ask } = await open();
    for (const [path, total] of [
      ['/calls', 150],
      ['/leads', 40],
      ['/messages', 90],
      ['/appointments', 12],
      ['/agents', 4],
    ] as const) {
      const seen: Row[] = [];
      for (let page = 1; ; page++) {
        const { json } = await ask('GET', `${path}?page=${page}&limit=7`);
        expect(json).toMatchObject({ meta: { page, limit: 7, total } });
        if (rowsOf(json).length === 0) break;
        seen.push(...rowsOf(json));
      }
      expect(new Set(seen.map(({ id }) => id)).size).toBe(total);
      const times = seen.map((row) => String(row['created_at']));
      expect(times).toEqual(times.toSorted().reverse());
    }
  });

  test('without paging parameters the first twenty come', async () => {
    const { ask } = await open();
    expect((await ask('GET', '/calls')).json).toMatchObject({ data: { length: 20 }, meta: { page: 1, limit: 20, total: 150 } });
  });

  test('a filter gives exactly what fits', async () => {
    const { ask } = await open();
    const all = rowsOf((await ask('GET', '/leads?limit=100')).json);
    for (const [name, value] of [
      ['status', 'new'],
      ['status', 'converted'],
      ['source', 'google'],
    ] as const) {
      const fitting = all.filter((row) => row[name] === value);
      expect(fitting.length).toBeGreaterThan(0);
      expect(rowsOf((await ask('GET', `/leads?limit=100&${name}=${value}`)).json)).toEqual(fitting);
    }
    expect((await ask('GET', '/leads?source=carrier-pigeon')).json).toMatchObject({ data: [], meta: { total: 0 } });
    const [first] = rowsOf((await ask('GET', '/messages?lead_id=lead_001')).json);
    expect(first?.['id']).toBe('msg_sms001');
  });

  test('both ends of a period belong to it, and a day is whole', async () => {
    const { ask } = await open();
    const all = rowsOf((await ask('GET', '/calls?limit=100')).json);
    const [newer, older] = [String(all[10]?.['created_at']), String(all[30]?.['created_at'])];
    const between = rowsOf((await ask('GET', `/calls?limit=100&from=${older}&to=${newer}`)).json);
    expect(between).toEqual(all.slice(10, 31));
    const day = older.slice(0, 10);
    const onDay = rowsOf((await ask('GET', `/calls?limit=100&from=${day}&to=${day}`)).json);
    expect(onDay.length).toBeGreaterThan(0);
    expect(onDay).toEqual(all.filter((row) => String(row['created_at']).startsWith(day)));
  });

  test('appointments are chosen by when they begin', async () => {
    const { ask } = await open();
    const rows = rowsOf((await ask('GET', '/appointments?status=upcoming&from=2025-03-04&to=2025-03-04')).json);
    expect(rows.map(({ id }) => id)).toContain('apt_001');
    expect(rows.every((row) => String(row['start_time']).startsWith('2025-03-04'))).toBe(true);
  });

  test('sort: highest numbers first, texts from A to Z, what is missing last', async () => {
    const { ask } = await open();
    const sorted = async (field: string): Promise<unknown[]> =>
      rowsOf((await ask('GET', `/leads?limit=100&sort=${field}`)).json).map((row) => row[field]);
    const scores = await sorted('score');
    const known = scores.filter((score) => typeof score === 'number');
    expect(known.length).toBeLessThan(scores.length);
    expect(scores).toEqual([...known.toSorted((a, b) => b - a), ...scores.slice(known.length).map(() => null)]);
    const names = (await sorted('name')).map(String);
    expect(names).toEqual(names.toSorted(new Intl.Collator('en').compare));
    expect(await sorted('created_at')).toEqual((await sorted('created_at')).toSorted().reverse());
  });
});

test('an appointment is over when its time has passed', async () => {
  const early = await open({ now });
  const before = rowsOf((await early.ask('GET', '/appointments?status=upcoming')).json);
  expect(before.map(({ id }) => id)).toContain('apt_001');
  expect((await early.ask('GET', '/appointments?status=completed')).json).not.toMatchObject({ data: [] });
  for (const row of before) expect(Date.parse(String(row['end_time']))).toBeGreaterThan(now);
  const done = rowsOf((await early.ask('GET', '/appointments?status=completed')).json);
  for (const row of done) expect(Date.parse(String(row['end_time']))).toBeLessThanOrEqual(now + 60_000);
  const refused = await early.ask('DELETE', `/appointments/${done[0]?.['id']}`);
  expect([refused.status, refused.json]).toMatchObject([409, { error: { code: 'conflict' } }]);
});

test('of an agent only what is sent changes, and what no documented answer has is kept back', async () => {
  const { ask } = await open();
  const made = await ask('POST', '/agents', { body: { name: 'A', voice_id: 'v', prompt: 'secret prompt' } });
  const id = isObject(made.json) ? made.json['id'] : undefined;
  expect(made.json).toEqual({ id, name: 'A', voice_id: 'v', status: 'active', created_at: expect.stringMatching(/^2025-03-03T10:0\d:\d\dZ$/) });
  const changed = await ask('PATCH', `/agents/${id}`, { body: { status: 'paused' } });
  expect(changed.json).toEqual({ id, name: 'A', status: 'paused', updated_at: expect.any(String) });
  const [first] = rowsOf((await ask('GET', '/agents')).json);
  expect(first).toMatchObject({ id, name: 'A', voice_id: 'v', status: 'paused', phone_number: null });
  expect((await ask('DELETE', `/agents/${id}`)).json).toEqual({ deleted: true });
  expect((await ask('DELETE', `/agents/${id}`)).status).toBe(404);
});

test('a body that is no UTF-8, and an empty event, are refused', async () => {
  const { sandbox, ask } = await open();
  const headers = { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json' };
  const broken = await fetch(`${sandbox.address}/leads`, { method: 'POST', headers, body: Buffer.from('{"name":"\xff"}', 'latin1') });
  expect(broken.status).toBe(400);
  expect((await ask('POST', '/webhooks', { body: { url: 'https://example.com', events: ['call.started', ''] } })).status).toBe(422);
  const large = await fetch(`${sandbox.address}/leads`, { method: 'POST', headers, body: JSON.stringify({ name: 'x'.repeat(1_100_000) }) });
  expect([large.status, await large.json()]).toMatchObject([413, { error: { status: 413 } }]);
});

describe('an outbound call', () => {
  test('rings, is answered, ends; its lead is warmer; each step is told once and in order', async () => {
    const target = await startServer({ status: 200 });
    const { ask } = await open();
    await ask('POST', '/webhooks', { body: { url: target.url, events: ['call.started', 'call.completed', 'call.missed', 'lead.updated'] } });
    const before = rowsOf((await ask('GET', '/leads?limit=1')).json)[0];
    const placed = await ask('POST', '/calls/outbound', { body: { agent_id: 'agent_abc123', to: '+14155550133', context: 'Your crown is ready.' } });
    expect(placed.json).toMatchObject({ status: 'ringing', to: '+14155550133' });
    const id = isObject(placed.json) ? placed.json['id'] : undefined;
    await target.request(3);
    const told = target.requests.map((request) => JSON.parse(request.body.toString()));
    const started = told.find(({ event }) => event === 'call.started');
    const completed = told.find(({ event }) => event === 'call.completed');
    expect(told.map(({ event }) => event).sort()).toEqual(['call.completed', 'call.started', 'lead.updated']);
    expect(started.data).toMatchObject({ id, status: 'in-progress', transcript: null, recording_url: null });
    expect(completed.data).toMatchObject({ id, status: 'completed', direction: 'outbound', to: '+14155550133' });
    expect(JSON.stringify(completed.data.transcript)).toContain('Your crown is ready.');
    const detail = (await ask('GET', `/calls/${id}`)).json;
    expect(detail).toMatchObject({ summary: completed.data.summary, transcript: completed.data.transcript, duration_seconds: expect.any(Number) });
    const recording = await ask('GET', `/calls/${id}/recording`);
    expect(recording.headers.get('content-type')).toBe('audio/wav');
    expect(recording.bytes.length).toBe(44 + 16_000 * completed.data.duration_seconds);
    const after = rowsOf((await ask('GET', '/leads?limit=1')).json)[0];
    expect(Number(after?.['score'])).toBeGreaterThan(Number(before?.['score']));
    expect(after?.['status']).not.toBe('new');
  });

  test('to a number that ends in 9999 is missed, and has neither recording nor transcript', async () => {
    const { ask } = await open();
    const placed = await ask('POST', '/calls/outbound', { body: { agent_id: 'agent_abc123', to: '+14155559999' } });
    const id = isObject(placed.json) ? placed.json['id'] : undefined;
    const missed = await eventually('it is missed', async () => {
      const { json } = await ask('GET', `/calls/${id}`);
      return isObject(json) && json['status'] === 'missed' && json;
    });
    expect(missed).toMatchObject({ duration_seconds: 0, recording_url: null, transcript: null });
    expect([(await ask('GET', `/calls/${id}/recording`)).status, (await ask('GET', `/calls/${id}/transcript`)).status]).toEqual([404, 404]);
  });
});

test('a message is sent, then delivered; figures and usage count it', async () => {
  const { ask } = await open();
  const figure = async (): Promise<unknown> => (await ask('GET', '/analytics/overview?from=2025-03-03&to=2025-03-03')).json;
  const usage = async (): Promise<Row> => {
    const { json } = await ask('GET', '/analytics/usage');
    return isObject(json) ? json : {};
  };
  const before = await usage();
  expect(before).toMatchObject({ billing_period: { from: '2025-03-01', to: '2025-03-31' } });
  const sent = await ask('POST', '/messages/sms', { body: { to: '+819012345678', body: 'こんにちは' } });
  expect(sent.json).toMatchObject({ channel: 'sms', status: 'sent' });
  await eventually(
    'it is delivered',
    async () => rowsOf((await ask('GET', '/messages?lead_id=lead_003&limit=1')).json)[0]?.['status'] === 'delivered',
  );
  const after = await usage();
  expect(after['sms_sent']).toBe(Number(before['sms_sent']) + 1);
  expect(Number(after['api_calls'])).toBeGreaterThan(Number(before['api_calls']));
  expect(await figure()).toMatchObject({ period: { from: '2025-03-03', to: '2025-03-03' }, messages: { sent: expect.any(Number) } });
  const whole = (await ask('GET', '/analytics/overview?from=2020-01-01&to=2030-01-01')).json;
  expect(whole).toMatchObject({ calls: { total: 150 }, leads: { captured: 40 }, appointments: { booked: 12 } });
});

test('secrets of webhooks are shown once, and made where none is given', async () => {
  const { ask } = await open();
  const body = { url: 'https://example.com/hooks', events: ['call.started'] };
  const own = await ask('POST', '/webhooks', { body: { ...body, secret: 'mine' } });
  expect(own.json).toMatchObject({ secret: 'mine', status: 'active' });
  expect((await ask('POST', '/webhooks', { body })).json).toMatchObject({ secret: expect.stringMatching(/^whsec_[0-9a-f]{32}$/) });
  const { json } = await ask('GET', '/webhooks');
  expect(rowsOf(json)).toHaveLength(2);
  expect(JSON.stringify(json)).not.toContain('secret');
});

test('a stopped sandbox answers no more, and stops twice without harm', async () => {
  const { sandbox, ask } = await open();
  await ask('POST', '/calls/outbound', { body: { agent_id: 'agent_abc123', to: '+14155550133' } });
  await Promise.all([sandbox.close(), sandbox.close()]);
  await sandbox.closed;
  await expect(fetch(sandbox.address)).rejects.toThrow();
});
