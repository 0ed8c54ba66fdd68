import { expect, test } from 'vitest';
import { parseTarget } from '../../../../src/values/target.ts';
import { eventList } from '../../../../src/webhooks/event-names.ts';
import { backoff } from '../../../../src/webhooks/forward/backoff.ts';
import { advice, why } from '../../../../src/webhooks/forward/fault.ts';
import { parseEnvPlace, withVariable } from '../../../../src/webhooks/listen/env-file.ts';
import { wantsOf } from '../../../../src/webhooks/listen/filter.ts';
import { keyOf, reconstruct } from '../../../../src/webhooks/listen/missed-events.ts';
import { createRefusals } from '../../../../src/webhooks/receive/refusals.ts';
import { markerOf, markerPath, readRecord } from '../../../../src/webhooks/register/listener-record.ts';
import { asLine } from '../../../../src/webhooks/render/json.ts';
import { createOutlet } from '../../../../src/webhooks/render/outlet.ts';
import type { Arrival, ForwardEvent, SessionEvent } from '../../../../src/webhooks/session-event.ts';

const arrival: Arrival = {
  type: 'event',
  id: 'dlv_1',
  event: 'call.completed',
  bytes: 3,
  verified: true,
  repeat: false,
  routedTo: ['http://localhost:3000/hooks'],
  payload: () => ({ subject: 'call_1', who: '+14155550100' }),
};
const forward: ForwardEvent = {
  type: 'forward',
  eventId: 'dlv_1',
  target: 'http://localhost:3000/hooks',
  attempt: 1,
  status: 200,
  ms: 12,
  replay: false,
};
const time = Date.UTC(2026, 0, 2, 3, 4, 5);
test('lines of JSON hold just what is promised', () => {
  const line = (event: SessionEvent): unknown => JSON.parse(asLine(event) ?? 'null');
  const at = '2026-01-02T03:04:05.000Z';
  expect(line({ type: 'connecting', time, via: 'url' })).toEqual({ type: 'connecting', time: at });
  expect(
    line({ type: 'ready', time, address: 'a', webhookId: 'w', secret: 'whsec_0123456789abcdef', targets: ['t'], via: 'local', events: ['e'] }),
  ).toEqual({
    ...{ type: 'ready', time: at, address: 'a', webhook_id: 'w', secret_hint: 'whsec_…cdef', targets: ['t'], via: 'local', events: ['e'] },
  });
  expect(line({ ...arrival, time })).toEqual({
    ...{ type: 'event', time: at, id: 'dlv_1', event: 'call.completed', bytes: 3, verified: true, repeat: false, routed_to: arrival.routedTo },
  });
  expect(line({ ...forward, time, fault: 'refused', retryIn: 3 })).toEqual({
    ...{ type: 'forward', time: at, event_id: 'dlv_1', target: forward.target, attempt: 1, status: 200, ms: 12 },
  });
  expect(line({ type: 'refused', time, status: 401, reason: 'bad_signature' })).toEqual({
    type: 'refused',
    time: at,
    status: 401,
    reason: 'bad_signature',
  });
  expect(line({ type: 'reconnecting', time, reason: 'r' })).toEqual({ type: 'reconnecting', time: at, reason: 'r' });
  expect(line({ ...forward, time, replay: true })).toMatchObject({ type: 'forward', status: 200, replay: true });
  expect(line({ type: 'reconnected', time, address: 'a', away: 1234 })).toEqual({ type: 'reconnected', time: at, address: 'a', away_ms: 1234 });
  const counts = { ok: 12, failed: 2, duplicates: 1, unforwarded: 3, filtered: 4 };
  expect(line({ type: 'closed', time, webhook: 'removed', counts })).toEqual({ type: 'closed', time: at, removed: true, ...counts });
  expect(line({ type: 'closed', time, webhook: 'left', counts })).toMatchObject({ type: 'closed', removed: false });
  expect(line({ type: 'closed', time, webhook: 'none', counts })).toMatchObject({ type: 'closed', removed: false });
  expect(asLine({ type: 'explanation', time, eventId: 'dlv_1', target: 't', text: 'x' })).toBeUndefined();
  for (const type of ['note', 'warning'] as const) expect(asLine({ type, time, text: 'x' })).toBeUndefined();
});

test('many refusals are shown in part and counted', () => {
  let now = 0;
  const events: SessionEvent[] = [];
  const refusals = createRefusals({ now: () => now }, (event) => events.push(event));
  for (let number = 0; number < 25; number++) refusals.refused({ status: 401, reason: 'bad_signature' });
  expect(events).toHaveLength(10);
  now = 1500;
  refusals.refused({ status: 404, reason: 'wrong_path' });
  expect(events.slice(10)).toMatchObject([
    { type: 'note', text: '15 more requests were refused.' },
    { type: 'refused', status: 404 },
  ]);
});

test('an outlet never makes its writer wait, keeps the order, and tells once that the reader has gone', async () => {
  const written: string[] = [];
  const gone: unknown[] = [];
  let broken = false;
  const outlet = createOutlet(
    async (text) => {
      if (broken) throw new Error('EPIPE');
      written.push(text);
    },
    (error) => gone.push(error),
  );
  for (const text of ['a', 'b', 'c']) outlet.write(text);
  await outlet.flush();
  expect(written.join('')).toBe('abc');
  broken = true;
  outlet.write('d');
  await outlet.flush();
  outlet.write('e');
  await outlet.flush();
  expect(gone).toHaveLength(1);
  expect(written.join('')).toBe('abc');
});

test('why a target gave no answer, and what to do', () => {
  const target = parseTarget('3000/hooks', '-f');
  const around = { container: false, wsl: false };
  const refusal = (address: string, port = 3000) => Object.assign(new Error('x'), { code: 'ECONNREFUSED', address, port });
  const refused = why(new AggregateError([refusal('::1'), refusal('127.0.0.1')]), target);
  expect(refused).toEqual({ fault: 'refused', error: 'nothing is listening on [::1]:3000 or 127.0.0.1:3000' });
  expect(why(Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), target).error).toContain('--insecure');
  expect(why(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), parseTarget('nowhere.test', '-f')).error).toContain('nowhere.test');
  const attempt = { target: target.text, attempt: 1, at: 0, ms: 0 };
  expect(advice({ ...attempt, ...refused }, target, around)).toContain('running');
  expect(advice({ ...attempt, ...refused }, target, { ...around, container: true })).toContain('host.docker.internal');
  expect(advice({ ...attempt, ...refused }, target, { ...around, wsl: true })).toContain('Windows');
  expect(advice({ ...attempt, status: 404 }, target, around)).toContain('POST /hooks');
  expect(advice({ ...attempt, status: 401 }, target, around)).toContain('--print-secret');
  const redirected = { ...attempt, status: 301, answer: { headers: [['Location', '/hooks/']] as const, body: Buffer.alloc(0) } };
  expect(advice(redirected, target, around)).toContain('http://localhost:3000/hooks/');
  expect(advice({ ...attempt, status: 200 }, target, around)).toBeUndefined();
});

test('pauses double, with chance, up to a limit', () => {
  const always = (byte: number) => ({ random: (bytes: number) => Buffer.alloc(bytes, byte) });
  expect([1, 2, 3, 4].map((failed) => backoff(failed, always(255)))).toEqual([1000, 2000, 4000, 8000]);
  expect([1, 2].map((failed) => backoff(failed, always(0)))).toEqual([500, 1000]);
  expect(backoff(50, always(255))).toBe(30_000);
});

test.each([
  ['.env', { file: '.env', name: 'BOLTCALL_WEBHOOK_SECRET' }],
  ['.env:HOOK', { file: '.env', name: 'HOOK' }],
  ['C:\\app\\.env', { file: 'C:\\app\\.env', name: 'BOLTCALL_WEBHOOK_SECRET' }],
  ['C:\\app\\.env:HOOK', { file: 'C:\\app\\.env', name: 'HOOK' }],
  ['a:b.env', { file: 'a:b.env', name: 'BOLTCALL_WEBHOOK_SECRET' }],
])('--write-env %s', (typed, place) => {
  expect(parseEnvPlace(typed)).toEqual(place);
});

test('--write-env without a file', () => {
  expect(() => parseEnvPlace(':HOOK')).toThrow('no file given');
});

test.each([
  ['', 'S=v\n'],
  ['A=1', 'A=1\nS=v\n'],
  ['A=1\r\n', 'A=1\r\nS=v\r\n'],
  ['# S=0\nS=old # c\nB=2\n', '# S=0\nS=v\nB=2\n'],
  ['export S="x"\nSS=1\n', 'export S=v\nSS=1\n'],
  ['S=1\nS=2\n', 'S=1\nS=v\n'],
  ['S = 1\n', 'S =v\n'],
  // Only that line changes, even in a file with mixed line endings.
  ['A=1\r\nS=1\r\nB=2\nC=3\r\n', 'A=1\r\nS=v\r\nB=2\nC=3\r\n'],
  ['A=1\n\n  export\tS=1', 'A=1\n\n  export\tS=v'],
  ['S=\nB=2\n', 'S=v\nB=2\n'],
])('the one line is set in %j', (before, after) => {
  expect(withVariable(before, 'S', 'v')).toBe(after);
  expect(withVariable(after, 'S', 'v')).toBe(after);
});

test('values are quoted where a shell or dotenv would change them', () => {
  expect(withVariable('', 'S', 'a b #c')).toBe("S='a b #c'\n");
  expect(withVariable('', 'S', 'a\\n"b`c')).toBe(`S='a\\n"b\`c'\n`);
  expect(withVariable('', 'S', "it's")).toBe('S="it\'s"\n');
  expect(withVariable('', 'S', '=ls')).toBe("S='=ls'\n");
  expect(withVariable('', 'S', 'whsec_0aZ/+=')).toBe('S=whsec_0aZ/+=\n');
});

test.each(['$', 'a$b', `a'b"c`, "a'\\", 'a\\', "a'`b`", "a'$b", 'a\nb', 'a\rb'])(
  'a value that programs read in different ways is refused: %j',
  (value) => {
    expect(() => withVariable('', 'S', value)).toThrow('programs read a secret with these special characters in different ways');
  },
);

test('events: nine by default', () => {
  expect(eventList([])).toHaveLength(9);
  expect(eventList(['call.started'])).toEqual(['call.started']);
});

test('--agent and --filter', async () => {
  const payload = (agent: string | undefined, value: { [key: string]: number } | undefined) => ({ value, ...(agent === undefined ? {} : { agent }) });
  expect(await wantsOf(undefined, undefined, [])).toBeUndefined();
  const byAgent = await wantsOf('a', undefined, []);
  expect([payload('a', {}), payload('b', {}), payload(undefined, {})].map((one) => byAgent?.(one, []))).toEqual([true, false, false]);
  const byValue = await wantsOf(undefined, 'n > `1`', []);
  expect([payload('a', { n: 2 }), payload('a', { n: 1 }), payload('a', {}), payload('a', undefined)].map((one) => byValue?.(one, []))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  await expect(wantsOf(undefined, 'n [', [])).rejects.toThrow('--filter');
  await expect(wantsOf(undefined, '.n', [])).rejects.toThrow('JMESPath');
});

test('--filter-header, alone and with the others', async () => {
  const wants = await wantsOf('a', undefined, ['x-env=live']);
  const headers = [['X-Env', 'live']] as const;
  const mine = { value: undefined, agent: 'a' };
  expect([wants?.(mine, headers), wants?.(mine, []), wants?.({ value: undefined }, headers)]).toEqual([true, false, false]);
  await expect(wantsOf(undefined, undefined, ['=live'])).rejects.toThrow('NAME=VALUE');
});

test('addresses of listeners are known by their marker', () => {
  const path = markerPath('mia', '0123456789abcdef0123');
  expect(markerOf(`https://x.test/in/front${path}?q=1`)).toBe('mia');
  expect(markerOf(`https://x.test${markerPath('two-words', '0123456789abcdef0123')}`)).toBe('two-words');
  for (const address of ['https://x.test/hooks', `https://x.test${path}/more`, 'https://x.test/_boltcall/mia', 'no address'])
    expect(markerOf(address)).toBeUndefined();
});

test('a record that is cut off or of something else is none', () => {
  const record = {
    id: 'a',
    pid: 1,
    host: 'h',
    startedAt: 1,
    profile: 'p',
    baseUrl: 'b',
    keyFingerprint: 'k',
    receiver: 'r',
    address: 'x',
    webhookId: 'w',
    secret: 's',
  };
  const text = JSON.stringify(record);
  expect(readRecord('a', text)).toEqual(record);
  // The id comes from the file name, not the content, so that the file removed later is the one that was read.
  expect(readRecord('b', text)?.id).toBe('b');
  expect(readRecord('a', text.slice(0, -5))).toBeUndefined();
  expect(readRecord('a', '{}')).toBeUndefined();
  expect(readRecord('a', 'null')).toBeUndefined();
  expect(readRecord('a', JSON.stringify({ ...record, webhookId: undefined }))?.webhookId).toBeUndefined();
});

test('events made from records: of the span, listened to, not seen before, oldest first, the same bytes each time', () => {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const records = {
    calls: [
      { id: 'c1', status: 'completed', duration_seconds: 60, created_at: iso(time - 30_000) },
      { id: 'c2', status: 'missed', created_at: iso(time + 5_000) },
      { id: 'c3', status: 'completed', duration_seconds: 1, created_at: iso(time - 60_000) },
      { id: 'c4', status: 'ringing', created_at: iso(time + 6_000) },
    ],
    leads: [
      { id: 'l1', created_at: iso(time + 1_000) },
      { id: 'l2', created_at: 'no time' },
    ],
    messages: [
      { id: 'm1', direction: 'inbound', status: 'received', created_at: iso(time + 2_000) },
      { id: 'm2', direction: 'outbound', status: 'sent', created_at: iso(time + 3_000) },
    ],
    appointments: [{ id: 'a1', status: 'upcoming', created_at: iso(time + 4_000) }],
  };
  const span = { from: time, to: time + 60_000 };
  const all = ['call.completed', 'call.missed', 'call.started', 'lead.created', 'message.received', 'message.delivered', 'appointment.booked'];
  const made = reconstruct(records, span, all, new Set([keyOf('appointment_booked', 'a1')]));
  expect(made.map(({ event, subject }) => `${event} ${subject}`)).toEqual([
    'lead.created l1',
    'message.received m1',
    'call.missed c2',
    'call.started c4',
    'call.completed c1',
  ]);
  expect(reconstruct(records, span, all, new Set())[0]?.body).toEqual(made[0]?.body);
  expect(JSON.parse(made[0]?.body.toString() ?? '')).toEqual({ event: 'lead.created', timestamp: '2026-01-02T03:04:06Z', data: records.leads[0] });
  expect(reconstruct(records, span, ['new_lead'], new Set()).map(({ event }) => event)).toEqual(['lead.created']);
});
