import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Exchange, openJudge } from './judge.ts';

const judge = openJudge();
const limits = { 'X-RateLimit-Limit': '60', 'X-RateLimit-Remaining': '59', 'X-RateLimit-Reset': '1767225600' };
const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

const list: Exchange = {
  method: 'GET',
  url: '/v1/agents?page=1&limit=20',
  headers: { Authorization: 'Bearer sk_test_x' },
  body: '',
  status: 200,
  answerHeaders: { 'Content-Type': 'application/json', ...limits },
  answer: bytes({
    data: [{ id: 'agent_1', name: 'A', voice_id: 'v', status: 'active', phone_number: null, created_at: '2025-03-01T09:00:00Z', extra: true }],
    meta: { page: 1, limit: 20, total: 1 },
  }),
};
const sms: Exchange = {
  ...list,
  method: 'POST',
  url: '/v1/messages/sms',
  headers: { ...list.headers, 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ to: '+1555000111', body: 'Hi' }),
  status: 201,
  answer: bytes({ id: 'msg_1', channel: 'sms', status: 'sent', to: '+1555000111', created_at: '2025-03-01T09:00:00Z' }),
};
const error = (status: number, told = status): Partial<Exchange> => ({
  status,
  answer: bytes({ error: { code: 'bad_request', message: 'No', status: told } }),
});

test('what is right passes', () => {
  expect(judge.exchange(list)).toEqual({ operation: 'agents.list', request: [], answer: [] });
  expect(judge.exchange(sms)).toEqual({ operation: 'messages.sms', request: [], answer: [] });
  expect(judge.exchange({ ...list, ...error(404) })).toEqual({ operation: 'agents.list', request: [], answer: [] });
});

test('a fixed path comes before one with an id', () => {
  expect(judge.exchange({ ...sms, url: '/v1/calls/outbound' }).operation).toBe('calls.outbound');
});

describe('a planted error in a request is found', () => {
  const cases: [string, Partial<Exchange>, RegExp][] = [
    ['a path that does not exist', { url: '/v1/voices' }, /GET \/v1\/voices is not in the contract/],
    ['a path without the base', { url: '/agents' }, /GET \/agents is not in the contract/],
    ['another method', { method: 'PUT' }, /PUT \/v1\/agents is not in the contract/],
    ['no key', { headers: {} }, /no bearer key/],
    ['an unknown parameter', { url: '/v1/agents?offset=3' }, /query: offset is not in the contract/],
    ['a parameter twice', { url: '/v1/agents?page=1&page=2' }, /query: page is given twice/],
    ['a number that is too high', { url: '/v1/agents?limit=101' }, /query limit: must be <= 100/],
    ['a text for a number', { url: '/v1/agents?limit=many' }, /query limit: must be integer/],
    ['a choice that does not exist', { url: '/v1/calls?direction=up' }, /query direction: must be equal to one of/],
    ['a missing parameter', { url: '/v1/analytics/overview?from=2025-01-01' }, /query: to is missing/],
    ['a body where there is none', { body: '{}' }, /body: there must be none/],
  ];
  test.each(cases)('%s', (_, planted, wanted) => {
    expect(judge.exchange({ ...list, ...planted }).request.join('\n')).toMatch(wanted);
  });

  const bodies: [string, Partial<Exchange>, RegExp][] = [
    ['another media type', { headers: { ...list.headers, 'Content-Type': 'text/plain' } }, /text\/plain is not application\/json/],
    ['no JSON', { body: '{to' }, /body: is not JSON/],
    ['a missing member', { body: '{"to":"+1555000111"}' }, /body: must have required property 'body'/],
    ['a misspelt member', { body: '{"to":"+1555000111","body":"x","fromNumber":"+1555000111"}' }, /body: fromNumber is not in the contract/],
    ['a number that is not in its form', { body: '{"to":"1555000111","body":"x"}' }, /body\/to: must match pattern/],
    ['a text that is too long', { body: JSON.stringify({ to: '+1555000111', body: 'x'.repeat(1601) }) }, /body\/body: must NOT have more than 1600/],
  ];
  test.each(bodies)('%s', (_, planted, wanted) => {
    expect(judge.exchange({ ...sms, ...planted }).request.join('\n')).toMatch(wanted);
  });
});

describe('a planted error in an answer is found', () => {
  const agent = { id: 'agent_1', name: 'A', voice_id: 'v', status: 'active', created_at: '2025-03-01T09:00:00Z' };
  const page = (row: object, meta: object = { page: 1, limit: 20, total: 1 }): Partial<Exchange> => ({ answer: bytes({ data: [row], meta }) });
  const cases: [string, Partial<Exchange>, RegExp][] = [
    ['another status', { status: 201 }, /status 201 is not in the contract/],
    ['a redirect', { status: 302 }, /status 302 is not in the contract/],
    ['a header missing', { answerHeaders: { 'Content-Type': 'application/json' } }, /header X-RateLimit-Limit is missing/],
    ['a header that is no number', { answerHeaders: { ...list.answerHeaders, 'X-RateLimit-Reset': 'soon' } }, /X-RateLimit-Reset: must be integer/],
    ['HTML', { answerHeaders: { ...limits, 'Content-Type': 'text/html' } }, /text\/html is not in the contract/],
    ['JSON that is cut off', { answer: bytes('{"data":[') }, /answer: is not JSON/],
    ['no meta', { answer: bytes({ data: [] }) }, /must have required property 'meta'/],
    ['a fraction where there is none', page(agent, { page: 1, limit: 20, total: 0.5 }), /meta\/total: must be integer/],
    ['a row without its id', page({ ...agent, id: undefined }), /data\/0: must have required property 'id'/],
    ['a time in another form', page({ ...agent, created_at: '01/03/2025' }), /created_at: must match format "date-time"/],
    ['a state that does not exist', page({ ...agent, status: 'asleep' }), /status: must be equal to one of/],
    ['a success without an operation', { url: '/v1/voices' }, /status 200 to what the contract does not have/],
    ['an error that says another status', error(404, 400), /says status 400 in an answer of status 404/],
    ['an error that is a text', { status: 404, answer: bytes({ error: 'no' }) }, /error: must be object/],
    ['an error in HTML', { ...error(500), answerHeaders: { 'Content-Type': 'text/html' } }, /an error in text\/html/],
  ];
  test.each(cases)('%s', (_, planted, wanted) => {
    expect(judge.exchange({ ...list, ...planted }).answer.join('\n')).toMatch(wanted);
  });
  test('an empty recording', () => {
    const planted = { url: '/v1/calls/call_1/recording', answer: bytes(''), answerHeaders: { ...limits, 'Content-Type': 'audio/wav' } };
    expect(judge.exchange({ ...list, ...planted }).answer.join()).toMatch(/is empty/);
  });
});

describe('deliveries', () => {
  const body = bytes({ event: 'call.completed', timestamp: '2025-03-01T09:00:00.123Z', data: {} });
  const hex = createHmac('sha256', 'whsec_x').update(body).digest('hex');
  const good = { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'X-Boltcall-Signature': `sha256=${hex}` } };

  test('both forms of the signature pass', () => {
    expect(judge.delivery(good, 'whsec_x')).toEqual([]);
    expect(judge.delivery({ ...good, headers: { ...good.headers, 'X-Boltcall-Signature': hex } }, 'whsec_x')).toEqual([]);
  });

  const cases: [string, Partial<typeof good>, RegExp][] = [
    ['another method', { method: 'PUT' }, /by PUT/],
    ['one byte changed', { body: Buffer.concat([body, Buffer.from(' ')]) }, /signature does not fit/],
    ['no JSON', { body: bytes('x') }, /is not JSON/],
    [
      'an unknown event',
      { body: bytes({ event: 'call.exploded', timestamp: '2025-03-01T09:00:00Z', data: {} }) },
      /call\.exploded is not in the contract/,
    ],
    ['no data', { body: bytes({ event: 'call.completed', timestamp: '2025-03-01T09:00:00Z' }) }, /must have required property 'data'/],
  ];
  test.each(cases)('%s is found', (_, planted, wanted) => {
    expect(judge.delivery({ ...good, ...planted }, 'whsec_x').join('\n')).toMatch(wanted);
  });
  test('another secret is found', () => {
    expect(judge.delivery(good, 'whsec_y')).toEqual(['delivery: the signature does not fit']);
  });
});
