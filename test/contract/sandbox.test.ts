import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { systemWorld } from '../../src/world.ts';
import { eventually } from '../support/eventually.ts';
import { startServer } from '../support/server.ts';
import { later } from '../support/temporary.ts';
import { type AskOptions, asking, type Judged } from './asking.ts';
import { openJudge } from './judge.ts';
import { member, readContract, readDocument } from './openapi.ts';
import { startRecorder } from './recorder.ts';

const judge = openJudge();

const open = async (options: Parameters<typeof startSandbox>[0] = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({ speed: 1000, ...options }, systemWorld());
  later(() => sandbox.close());
  return sandbox;
};

let ask: ReturnType<typeof asking>;
beforeAll(async () => {
  ask = asking(await open(), judge);
});

const code = (judged: Judged): unknown => member(judged.json, 'error')['code'];

const json = (body: unknown): AskOptions => ({ body });
const outbound = json({ agent_id: 'agent_def456', to: '+14155550133', context: 'Hello' });
const hook = json({ url: 'https://example.com/hooks', events: ['call.completed', 'anything.else'], secret: 'whsec_x' });

describe('every operation succeeds as the contract has it', () => {
  /** Returns the id of a newly created record. */
  const made = async (path: string, options: AskOptions): Promise<string> =>
    String(member({ made: (await ask('POST', path, options)).json }, 'made')['id']);
  const cases: [string, number, () => Promise<Judged>][] = [
    ['agents.list', 200, () => ask('GET', '/agents?page=1&limit=2')],
    ['agents.create', 201, () => ask('POST', '/agents', json({ name: 'A', voice_id: 'v', greeting: 'g', prompt: 'p', knowledge_base_id: 'k' }))],
    ['agents.update', 200, () => ask('PATCH', '/agents/agent_abc123', json({ name: 'B', greeting: 'g', status: 'active' }))],
    ['agents.delete', 200, async () => ask('DELETE', `/agents/${await made('/agents', json({ name: 'gone', voice_id: 'v' }))}`)],
    ['calls.list', 200, () => ask('GET', '/calls?agent_id=agent_abc123&direction=inbound&from=2020-01-01&to=2099-12-31T23:59:59Z&page=2&limit=3')],
    ['calls.get', 200, () => ask('GET', '/calls/call_xyz789')],
    ['calls.outbound', 201, () => ask('POST', '/calls/outbound', outbound)],
    ['calls.recording', 200, () => ask('GET', '/calls/call_xyz789/recording')],
    ['calls.transcript', 200, () => ask('GET', '/calls/call_xyz789/transcript')],
    ['leads.list', 200, () => ask('GET', '/leads?status=new&source=call&sort=score&limit=100')],
    [
      'leads.create',
      201,
      () => ask('POST', '/leads', json({ name: '田中', phone: '+819012345678', email: 'a@example.com', source: 'fair', tags: ['x'] })),
    ],
    ['messages.list', 200, () => ask('GET', '/messages?channel=sms&lead_id=lead_001')],
    ['messages.sms', 201, () => ask('POST', '/messages/sms', json({ to: '+14155550133', body: '🦷'.repeat(1600), from_number: '+14155550100' }))],
    [
      'messages.whatsapp',
      201,
      () => ask('POST', '/messages/whatsapp', json({ to: '+14155550133', template: 'appointment_reminder', variables: { a: 1, b: { c: [] } } })),
    ],
    ['appointments.list', 200, () => ask('GET', '/appointments?status=upcoming&agent_id=agent_abc123&from=2020-01-01&to=2099-01-01&limit=5&page=1')],
    ['appointments.cancel', 200, () => ask('DELETE', '/appointments/apt_001')],
    ['webhooks.list', 200, () => ask('GET', '/webhooks')],
    ['webhooks.create', 201, () => ask('POST', '/webhooks', hook)],
    ['webhooks.delete', 200, async () => ask('DELETE', `/webhooks/${await made('/webhooks', hook)}`)],
    ['analytics.overview', 200, () => ask('GET', '/analytics/overview?from=2025-01-01&to=2099-12-31')],
    ['analytics.usage', 200, () => ask('GET', '/analytics/usage')],
  ];
  test.each(cases)('%s', async (operation, status, send) => {
    const judged = await send();
    expect(judged.verdict).toEqual({ operation, request: [], answer: [] });
    expect(judged.status).toBe(status);
  });

  test('and these are all of them', () => {
    const paths = [...new Set(cases.map(([operation]) => operation))];
    expect(paths.sort()).toEqual(
      readContract(readDocument())
        .operations.map(({ id }) => id)
        .sort(),
    );
  });
});

describe('what is wrong is refused in the documented form', () => {
  const cases: [string, number, string, () => Promise<Judged>][] = [
    ['no key', 401, 'invalid_api_key', () => ask('GET', '/agents', { key: '' })],
    ['a key of another form', 401, 'invalid_api_key', () => ask('GET', '/agents', { key: 'xx_12345678' })],
    ['a key that is too short', 401, 'invalid_api_key', () => ask('GET', '/agents', { key: 'sk_1234' })],
    ['a read-only key that writes', 403, 'forbidden', () => ask('POST', '/leads', { key: 'sk_test_readonly1', body: { name: 'x' } })],
    ['malformed JSON', 400, 'bad_request', () => ask('POST', '/leads', json('{"name":'))],
    ['another media type', 400, 'bad_request', () => ask('POST', '/leads', { body: '{}', headers: { 'content-type': 'text/plain' } })],
    ['a body that is no object', 400, 'bad_request', () => ask('POST', '/leads', json('[1]'))],
    ['no body', 400, 'bad_request', () => ask('POST', '/messages/sms')],
    ['a required member missing', 400, 'bad_request', () => ask('POST', '/calls/outbound', json({ to: '+14155550133' }))],
    ['a required parameter missing', 400, 'bad_request', () => ask('GET', '/analytics/overview?from=2025-01-01')],
    ['an empty change', 422, 'validation_error', () => ask('PATCH', '/agents/agent_abc123', json({}))],
    ['a wrong type', 422, 'validation_error', () => ask('POST', '/leads', json({ name: 7 }))],
    ['null for a text', 422, 'validation_error', () => ask('POST', '/leads', json({ name: 'x', phone: null }))],
    ['an empty name', 422, 'validation_error', () => ask('POST', '/leads', json({ name: '' }))],
    ['a wrong number', 422, 'validation_error', () => ask('POST', '/messages/sms', json({ to: '4155550133', body: 'x' }))],
    ['a text that is too long', 422, 'validation_error', () => ask('POST', '/messages/sms', json({ to: '+14155550133', body: 'x'.repeat(1601) }))],
    [
      'a template that is not approved',
      422,
      'validation_error',
      () => ask('POST', '/messages/whatsapp', json({ to: '+14155550133', template: 'nosuch' })),
    ],
    ['an unknown choice', 422, 'validation_error', () => ask('GET', '/calls?direction=sideways')],
    ['an impossible date', 422, 'validation_error', () => ask('GET', '/calls?from=2025-02-30')],
    ['a period backwards', 422, 'validation_error', () => ask('GET', '/analytics/overview?from=2025-02-01&to=2025-01-01')],
    ['limit 0', 422, 'validation_error', () => ask('GET', '/leads?limit=0')],
    ['limit 101', 422, 'validation_error', () => ask('GET', '/leads?limit=101')],
    ['page x', 422, 'validation_error', () => ask('GET', '/leads?page=x')],
    ['an unknown sort', 422, 'validation_error', () => ask('GET', '/leads?sort=shoe_size')],
    ['a webhook without events', 422, 'validation_error', () => ask('POST', '/webhooks', json({ url: 'https://example.com', events: [] }))],
    [
      'a webhook with http to a public address',
      422,
      'validation_error',
      () => ask('POST', '/webhooks', json({ url: 'http://93.184.216.34/x', events: ['call.started'] })),
    ],
    [
      'a webhook with a password',
      422,
      'validation_error',
      () => ask('POST', '/webhooks', json({ url: 'https://a:b@example.com', events: ['call.started'] })),
    ],
    ['an unknown id', 404, 'not_found', () => ask('GET', '/calls/call_nope')],
    ['an unknown agent to call with', 404, 'not_found', () => ask('POST', '/calls/outbound', json({ agent_id: 'agent_nope', to: '+14155550133' }))],
    ['an unknown webhook', 404, 'not_found', () => ask('DELETE', '/webhooks/wh_nope')],
    ['an unknown path', 404, 'not_found', () => ask('GET', '/voices')],
    ['an empty id', 404, 'not_found', () => ask('DELETE', '/agents/')],
    ['a path with broken escapes', 404, 'not_found', () => ask('GET', '/calls/%E0%A4%A')],
    ['a wrong method', 405, 'method_not_allowed', () => ask('PUT', '/agents', json({}))],
    ['a paused agent that is to call', 409, 'conflict', () => ask('POST', '/calls/outbound', json({ agent_id: 'agent_004', to: '+14155550133' }))],
  ];
  test.each(cases)('%s: %i %s', async (_, status, wanted, send) => {
    const judged = await send();
    expect({ status: judged.status, code: code(judged), answer: judged.verdict.answer }).toEqual({ status, code: wanted, answer: [] });
  });

  test('an appointment is cancelled once', async () => {
    const fresh = asking(await open(), judge);
    const first = await fresh('DELETE', '/appointments/apt_001');
    const again = await fresh('DELETE', '/appointments/apt_001');
    expect([first.json, again.status, code(again)]).toEqual([{ id: 'apt_001', status: 'cancelled' }, 409, 'conflict']);
    expect(again.verdict.answer).toEqual([]);
  });

  test('a plan that is used up answers 429, with headers that say when to come back', async () => {
    const fresh = asking(await open({ plan: 'starter' }), judge);
    const answers: Judged[] = [];
    for (let n = 0; n < 12; n++) answers.push(await fresh('GET', '/agents'));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused && { code: code(refused), answer: refused.verdict.answer, remaining: refused.headers.get('x-ratelimit-remaining') }).toEqual({
      code: 'rate_limited',
      answer: [],
      remaining: '0',
    });
    expect(Number(refused?.headers.get('x-ratelimit-reset'))).toBeGreaterThanOrEqual(Math.floor(Date.now() / 1000));
    expect(answers[0]?.headers.get('x-ratelimit-limit')).toBe('60');
    // Another key has its own rate limit.
    expect((await fresh('GET', '/agents', { key: 'bc_0123456789abcdef' })).status).toBe(200);
  });
});

test('what a call, a message, a booking and a lead bring to a webhook is what the contract has', async () => {
  const target = await startServer({ status: 204 });
  const sandbox = await open();
  const fresh = asking(sandbox, judge);
  const secret = 'the secret as text';
  const events = ['call.started', 'call_completed', 'lead.created', 'lead.updated', 'message.delivered', 'appointment.cancelled'];
  const created = await fresh('POST', '/webhooks', json({ url: `${target.url}/hooks?x=1`, events, secret }));
  expect(created.verdict).toEqual({ operation: 'webhooks.create', request: [], answer: [] });

  await fresh('POST', '/calls/outbound', outbound);
  await fresh('POST', '/leads', json({ name: 'Ana' }));
  await fresh('POST', '/messages/sms', json({ to: '+14155550133', body: 'Hi' }));
  await fresh('DELETE', '/appointments/apt_001');
  const names = await eventually('all six', () => {
    const seen = new Set(target.requests.map((request) => member({ body: request.json() }, 'body')['event']));
    return seen.size === events.length && seen;
  });
  expect([...names].sort()).toEqual([...events].sort());
  for (const request of target.requests) {
    const headers = Object.fromEntries(request.headers);
    expect(judge.delivery({ method: request.method, headers, body: request.body }, secret)).toEqual([]);
    expect(request.url).toBe('/hooks?x=1');
    expect(request.header('user-agent')).toBe('Boltcall-Webhook/1.0');
  }
});

test('a recorder in between judges what goes through, and addresses in answers lead back to it', async () => {
  const sandbox = await open();
  const recorder = await startRecorder(sandbox, judge);
  const through = asking({ address: recorder.address, key: sandbox.key }, judge);
  const { json: call } = await through('GET', '/calls/call_xyz789');
  expect(member({ call }, 'call')['recording_url']).toBe(`${recorder.address}/calls/call_xyz789/recording`);
  expect((await through('GET', '/calls/call_xyz789/recording')).bytes.length).toBeGreaterThan(44);
  expect(recorder.faults()).toEqual([]);
  await through('POST', '/leads', json({ name: 'x', phone: '555' }));
  await through('GET', '/leads?offset=3');
  expect(recorder.recorded.map(({ verdict }) => verdict.operation)).toEqual(['calls.get', 'calls.recording', 'leads.create', 'leads.list']);
  expect(recorder.faults()).toEqual([
    expect.stringMatching(/^POST \/v1\/leads -> 422: body\/phone: must match/),
    'GET /v1/leads?offset=3 -> 200: query: offset is not in the contract',
  ]);
});

describe('no sequence of requests brings an answer that the contract does not have, nor a failure of the service', () => {
  const { operations } = readContract(readDocument());
  const prefixes: Readonly<Record<string, string>> = { agent_id: 'agent_', call_id: 'call_', appointment_id: 'apt_', webhook_id: 'wh_' };
  const query = {
    page: fc.constantFrom('1', '2', '9'),
    limit: fc.constantFrom('1', '3', '100'),
    sort: fc.constantFrom('score', 'name', 'created_at', 'phone', 'tags'),
    from: fc.constantFrom('2020-01-01', '2025-01-01T10:00:00+02:00'),
    to: fc.constantFrom('2099-01-01', '2099-01-01T10:00'),
    direction: fc.constantFrom('inbound', 'outbound'),
    channel: fc.constantFrom('sms', 'email'),
    lead_id: fc.constantFrom('lead_001', 'lead_nope'),
    agent_id: fc.constantFrom('agent_abc123', 'agent_nope'),
    source: fc.constantFrom('call', 'google'),
    status: fc.constantFrom('new', 'upcoming', 'cancelled'),
  };
  const body = {
    name: fc.string({ minLength: 1 }),
    voice_id: fc.string({ minLength: 1 }),
    greeting: fc.string(),
    prompt: fc.string({ unit: 'grapheme' }),
    status: fc.constantFrom('active', 'paused'),
    agent_id: fc.constantFrom('agent_abc123', 'agent_def456'),
    to: fc.stringMatching(/^\+[1-9]\d{1,14}$/),
    phone: fc.stringMatching(/^\+[1-9]\d{1,14}$/),
    context: fc.string(),
    email: fc.constantFrom('ana@example.com'),
    source: fc.string(),
    tags: fc.array(fc.string()),
    body: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
    template: fc.constantFrom('appointment_reminder', 'reminder', 'nosuch'),
    variables: fc.dictionary(fc.string(), fc.jsonValue()),
    url: fc.constantFrom('https://example.com/hooks', 'http://127.0.0.1:9/hooks'),
    events: fc.array(fc.constantFrom('call.started', 'new_lead', 'lead.created', 'x'), { minLength: 1 }),
    secret: fc.string(),
  };
  const oddity = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('2025-02-30', '', '+0', 'http://8.8.8.8/', [''], 'x'.repeat(1601)));
  const step = fc.record({
    operation: fc.constantFrom(...operations),
    query: fc.record(query),
    body: fc.record(body),
    /** Selects one of the ids seen so far. */
    which: fc.nat(),
    /** Selects the optional values to send, one bit each. */
    optional: fc.nat({ max: 2 ** 20 }),
    /** The error to introduce, if any. */
    twist: fc.option(
      fc.oneof(
        fc.record({ kind: fc.constant('value' as const), at: fc.nat(), value: oddity }),
        fc.record({ kind: fc.constant('method' as const), value: fc.constantFrom('PUT', 'DELETE', 'POST', 'GET') }),
        fc.record({
          kind: fc.constant('id' as const),
          value: fc.oneof(fc.string().map(encodeURIComponent), fc.constantFrom('%', '..', '%00', '__proto__', 'a%2Fb', '%E0%A4')),
        }),
        fc.record({ kind: fc.constant('body' as const), value: fc.string({ minLength: 1 }) }),
      ),
      { freq: 3 },
    ),
  });

  test('with what is right, and with one thing made wrong', async () => {
    const taken = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const sandbox = await startSandbox({ speed: 1000 }, systemWorld());
        const fresh = asking(sandbox, judge);
        const ids = new Set(['agent_abc123', 'agent_def456', 'call_xyz789', 'call_002', 'apt_001', 'apt_002', 'apt_003']);
        ids.add(String(member({ made: (await fresh('POST', '/webhooks', hook)).json }, 'made')['id']));
        for (const { operation, which, optional, twist, ...values } of steps) {
          const chosen = (fields: readonly { name: string; required: boolean }[], from: Readonly<Record<string, unknown>>): [string, unknown][] =>
            fields.flatMap(({ name, required }, at) => (name in from && (required || (optional >> at) % 2 === 1) ? [[name, from[name]]] : []));
          const odd = (pairs: [string, unknown][]): [string, unknown][] =>
            twist?.kind === 'value' ? pairs.map(([name, value], at) => [name, at === twist.at % pairs.length ? twist.value : value]) : pairs;
          const path = operation.path.replace(/\{(\w+)\}/, (_, name: string) => {
            const fitting = [...ids].filter((id) => id.startsWith(prefixes[name] ?? ''));
            return twist?.kind === 'id' ? twist.value : (fitting[which % fitting.length] ?? 'none');
          });
          const search = new URLSearchParams(
            odd(chosen(operation.query, values.query)).map(([name, value]): [string, string] => [name, String(value)]),
          ).toString();
          const method = twist?.kind === 'method' ? twist.value : operation.method;
          const content = twist?.kind === 'body' ? twist.value : Object.fromEntries(odd(chosen(operation.body ?? [], values.body)));
          const sends = operation.body !== undefined && !['GET', 'DELETE'].includes(method);
          const judged = await fresh(method, search ? `${path}?${search}` : path, sends ? { body: content } : {});

          const shown = `${method} ${judged.exchange.url} ${judged.exchange.body} -> ${judged.status}`;
          expect({ shown, answer: judged.verdict.answer }).toEqual({ shown, answer: [] });
          expect({ shown, failed: judged.status >= 500 }).toEqual({ shown, failed: false });
          if (judged.status < 400) {
            // The sandbox rejects what the contract does not allow; only `source` may have a value that is not listed.
            expect({ shown, request: judged.verdict.request.filter((fault) => !fault.startsWith('query source')) }).toEqual({ shown, request: [] });
            const id = member({ made: judged.json }, 'made')['id'];
            if (typeof id === 'string') ids.add(id);
            taken.set(operation.id, (taken.get(operation.id) ?? 0) + 1);
          }
        }
        await sandbox.close();
      }),
      { numRuns: 150, endOnFailure: true },
    );
    // Otherwise the sequences would prove little.
    expect([...taken.keys()].sort()).toEqual(operations.map(({ id }) => id).sort());
  });
});
