import { isUtf8 } from 'node:buffer';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { rolldown } from 'rolldown';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Places } from '../../../../src/profiles/directories.ts';
import type { Attempt, Delivery } from '../../../../src/webhooks/delivery.ts';
import { decode, type Entry, encode } from '../../../../src/webhooks/log/entry.ts';
import { clearLog, findLogged } from '../../../../src/webhooks/log/find.ts';
import { loadDelivery } from '../../../../src/webhooks/log/load.ts';
import { openLog } from '../../../../src/webhooks/log/log.ts';
import { readLog } from '../../../../src/webhooks/log/read.ts';
import { systemWorld } from '../../../../src/world.ts';

let state: string;
let places: Places;
const world = systemWorld();

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'boltcall-log-'));
  places = { config: state, cache: state, state };
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

let count = 0;
const delivery = (over: Partial<Delivery> = {}): Delivery => {
  count += 1;
  return {
    id: `dlv_${String(count).padStart(6, '0')}`,
    receivedAt: 1_760_000_000_000 + count,
    method: 'POST',
    path: '/_boltcall/mia-1?x=1',
    headers: [
      ['Content-Type', 'application/json'],
      ['X-Twice', 'a'],
      ['x-twice', 'b'],
    ],
    body: Buffer.from('{"event":"call.missed"}'),
    event: 'call.missed',
    verified: true,
    ...over,
  };
};
const attempt = (over: Partial<Attempt> = {}): Attempt => ({ target: 'http://localhost:3000/', attempt: 1, at: 5, ms: 3, status: 200, ...over });
const open = (onOff: (reason: string) => void = (reason) => expect.fail(reason)) => openLog({ places, world, profile: 'default', onOff });
const files = (): string[] => readdirSync(join(state, 'log')).sort();

// Includes text that looks like part of a log line, and text that only starts like JSON.
const parts = fc.constantFrom(
  '{',
  '}',
  '"',
  '\ufeff',
  '\\"',
  '\n',
  '\r',
  ',"body":',
  ',"body":{',
  '{"type":"delivery",',
  '"text":"x"',
  'é',
  '🙂',
  '\u2028',
  '\u0000',
);
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.array(parts).map((all) => Buffer.from(all.join(''))),
  fc.array(parts).map((all) => Buffer.from(`{${all.join('')}`)),
  fc.object().map((value) => Buffer.from(JSON.stringify(value))),
);

describe('a line of the log', () => {
  test('gives back any bytes and headers as they were', () => {
    fc.assert(
      fc.property(bodies, fc.array(fc.tuple(fc.string(), fc.string())), (bytes, headers) => {
        const line = encode({ type: 'delivery', profile: 'p', delivery: delivery({ body: Buffer.from(bytes), headers }) });
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(JSON.parse(line)).toMatchObject({ type: 'delivery', [isUtf8(bytes) ? 'body' : 'body_base64']: expect.any(String) });
        const entry = decode(line.slice(0, -1));
        expect(entry?.type === 'delivery' && entry.delivery.body.equals(bytes)).toBe(true);
        expect(entry?.type === 'delivery' && entry.delivery.headers).toEqual(headers);
      }),
    );
  });

  test('that is cut off anywhere is no entry', () => {
    const entries: Entry[] = [
      { type: 'attempt', id: 'dlv_1', attempt: attempt(), replay: false },
      { type: 'delivery', profile: '', delivery: delivery({ body: Buffer.from('{"a":1}x') }) },
    ];
    for (const line of entries.map((entry) => encode(entry).trimEnd())) {
      for (let length = 0; length < line.length; length += 1) expect(decode(line.slice(0, length)), line.slice(0, length)).toBeUndefined();
    }
  });
});

describe('a line of an earlier log', () => {
  const head =
    '{"type":"delivery","id":"dlv_1","at":5,"profile":"p","event":"x","bytes":BYTES,"verified":true,"method":"POST","path":"/","headers":[["A","b"]]';
  const read = (rest: string, bytes: number) => {
    const entry = decode(head.replace('BYTES', String(bytes)) + rest);
    return entry?.type === 'delivery' ? entry.delivery.body.toString('latin1') : undefined;
  };

  test('with a body as it came, JSON or not, is read', () => {
    expect(read(',"body":{"a":1}}', 7)).toBe('{"a":1}');
    expect(read(',"body":{"a":,"body":{x}}', 16)).toBe('{"a":,"body":{x}');
    expect(read(',"body":{"a":1}', 7)).toBeUndefined();
  });

  test('with text or base64 is read', () => {
    expect(read(',"text":"a\\nb"}', 3)).toBe('a\nb');
    expect(read(',"base64":"/wAK"}', 3)).toBe('\xff\0\n');
    const entry = decode(
      '{"type":"attempt","id":"dlv_1","target":"t","attempt":1,"at":5,"ms":3,"status":500,"answer":{"headers":[],"text":"oh no"}}',
    );
    expect(entry?.type === 'attempt' && entry.attempt.answer?.body.toString()).toBe('oh no');
  });
});

describe('the log', () => {
  test('keeps deliveries, attempts and answers, and gives the bytes back', async () => {
    const log = await open();
    const binary = delivery({ body: Buffer.from([0xff, 0, 0x0a, 0x80]), event: 'x' });
    log.received(binary);
    log.attempted(binary.id, attempt({ status: 500, answer: { headers: [['x', 'y']], body: Buffer.from('oh no') } }));
    log.answered(binary.id, 502);
    await log.close();
    const [logged] = await readLog(places, world);
    expect(logged).toMatchObject({ id: binary.id, bytes: 4, verified: true, answered: 502, attempts: [{ status: 500, replay: false }] });
    if (!logged) return;
    const loaded = await loadDelivery(places, logged);
    expect(loaded.delivery).toEqual(binary);
    expect(loaded.attempts[0]?.answer?.body.toString()).toBe('oh no');
  });

  test('is readable by its owner alone', async () => {
    const log = await open();
    log.received(delivery());
    await log.close();
    expect(statSync(join(state, 'log')).mode & 0o777).toBe(0o700);
    for (const file of files()) expect(statSync(join(state, 'log', file)).mode & 0o777).toBe(0o600);
  });

  test('skips a half line at the end of a file, and reads the others', async () => {
    const log = await open();
    const whole = delivery();
    log.received(whole);
    await log.close();
    const [file = ''] = files();
    const line = encode({ type: 'delivery', profile: '', delivery: delivery() });
    appendFileSync(join(state, 'log', file), line.slice(0, line.length / 2));
    expect((await readLog(places, world)).map(({ id }) => id)).toEqual([whole.id]);
  });

  test('merges the files of two listeners by time', async () => {
    const [one, two] = [await open(), await open()];
    const all = Array.from({ length: 20 }, () => delivery());
    all.forEach((each, index) => {
      (index % 3 === 0 ? one : two).received(each);
    });
    await Promise.all([one.close(), two.close()]);
    expect((await readLog(places, world)).map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(files().length).toBe(2);
  });

  test('reads only the files written last where little is wanted, whatever their names', async () => {
    const [older, newer] = [delivery(), delivery()];
    for (const each of [newer, older]) {
      const log = await open();
      log.received(each);
      await log.close();
    }
    const [first = '', second = ''] = files();
    utimesSync(join(state, 'log', first), 2_000, 2_000);
    utimesSync(join(state, 'log', second), 1_000, 1_000);
    const ids = async (lastBytes: number) => (await readLog(places, world, { lastBytes })).map(({ id }) => id);
    expect(await ids(1)).toEqual([newer.id]);
    expect(await ids(1_000_000)).toEqual([older.id, newer.id]);
  });

  test('keeps at most 10,000 deliveries, the newest, in whatever files they are', async () => {
    const old = await open();
    for (let at = 0; at < 120; at += 1) old.received(delivery());
    await old.close();
    for (const file of files()) utimesSync(join(state, 'log', file), 1, 1);
    const log = await open();
    const all = Array.from({ length: 10_500 }, () => delivery());
    for (const each of all) log.received(each);
    await log.close();
    const kept = (await readLog(places, world)).map(({ id }) => id);
    expect(kept.length).toBeLessThanOrEqual(10_000);
    expect(kept.length).toBeGreaterThan(9_700);
    expect(kept).toEqual(all.slice(-kept.length).map(({ id }) => id));
  });

  test('keeps at most 64 MiB', async () => {
    const log = await open();
    const body = Buffer.alloc(5 * 1024 * 1024, 'x');
    for (let at = 0; at < 20; at += 1) {
      log.received(delivery({ body }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await log.close();
    const bytes = files().reduce((sum, file) => sum + statSync(join(state, 'log', file)).size, 0);
    expect(bytes).toBeLessThanOrEqual(64 * 1024 * 1024);
    expect((await readLog(places, world)).length).toBeGreaterThan(8);
  });

  test('goes on in a new file when the log is cleared meanwhile', async () => {
    const log = await open();
    log.received(delivery());
    while ((await readLog(places, world)).length < 1) await new Promise((resolve) => setImmediate(resolve));
    await clearLog(places);
    expect(await readLog(places, world)).toEqual([]);
    const later = delivery();
    log.received(later);
    await log.close();
    expect((await readLog(places, world)).map(({ id }) => id)).toEqual([later.id]);
  });

  test('leaves no file where nothing came', async () => {
    await (await open()).close();
    expect(files()).toEqual([]);
  });

  test('says once that it is off where it cannot be written, and never throws', async () => {
    writeFileSync(join(state, 'log'), 'in the way');
    const reasons: string[] = [];
    const log = await open((reason) => reasons.push(reason));
    for (let at = 0; at < 3; at += 1) log.received(delivery());
    log.attempted('dlv_1', attempt());
    await log.close();
    expect(reasons).toEqual([`${join(state, 'log')}: part of its path is not a directory`]);
  });

  test('says once that it is off when writing stops working half-way, and keeps what it had', async () => {
    const log = await open();
    const kept = delivery();
    log.received(kept);
    await log.close();
    const reasons: string[] = [];
    const second = await open((reason) => reasons.push(reason));
    rmSync(join(state, 'log'), { recursive: true });
    writeFileSync(join(state, 'log'), 'in the way');
    second.received(delivery());
    await new Promise((resolve) => setTimeout(resolve, 0));
    second.received(delivery());
    await second.close();
    expect(reasons.length).toBe(1);
  });

  test('loses nothing of a turn that is over when its process is killed', async () => {
    const source = (path: string): string => JSON.stringify(fileURLToPath(new URL(`../../../../src/${path}`, import.meta.url)));
    writeFileSync(
      join(state, 'write.mjs'),
      `import { openLog } from ${source('webhooks/log/log.ts')};
       import { systemWorld } from ${source('world.ts')};
       const log = await openLog({ places: ${JSON.stringify(places)}, world: systemWorld(), profile: 'p', onOff: console.error });
       for (let at = 0; at < 321; at += 1) {
         log.received({ id: 'dlv_' + at, receivedAt: at, method: 'POST', path: '/', headers: [], body: Buffer.alloc(1000, 'x'), verified: true });
       }
       setImmediate(() => process.kill(process.pid, 'SIGKILL'));`,
    );
    const bundle = await rolldown({ input: join(state, 'write.mjs'), platform: 'node', external: [/sockets/] });
    await bundle.write({ file: join(state, 'out.mjs'), format: 'esm' });
    await bundle.close();
    const node = spawn(process.execPath, [join(state, 'out.mjs')], { stdio: 'inherit' });
    expect(await new Promise((resolve) => node.once('exit', (_, signal) => resolve(signal)))).toBe('SIGKILL');
    expect((await readLog(places, world)).map(({ receivedAt }) => receivedAt)).toEqual(Array.from({ length: 321 }, (_, index) => index));
  });
});

describe('what is chosen from the log', () => {
  test('by event of either set, by failure and by time', async () => {
    const log = await open();
    const missed = delivery({ event: 'missed_call', receivedAt: 1_000 });
    const lead = delivery({ event: 'lead.created', receivedAt: 2_000 });
    log.received(missed);
    log.answered(missed.id, 200);
    log.received(lead);
    log.attempted(lead.id, attempt({ status: 500 }));
    await log.close();
    const ids = async (filter: Parameters<typeof readLog>[2]) => (await readLog(places, world, filter)).map(({ id }) => id);
    expect(await ids({ events: ['call.missed'] })).toEqual([missed.id]);
    expect(await ids({ events: ['call.*'] })).toEqual([missed.id]);
    expect(await ids({ events: ['new_lead'] })).toEqual([lead.id]);
    expect(await ids({ failed: true })).toEqual([lead.id]);
    expect(await ids({ from: 1_001 })).toEqual([lead.id]);
    expect(await ids({ to: 2_000 })).toEqual([missed.id, lead.id]);
  });

  const named = async (typed: string) =>
    findLogged(await readLog(places, world), typed, { command: 'webhooks log show', view: { zone: 'UTC', now: Date.UTC(2030, 0) } });
  const about = (id: string, subject: string, over: Partial<Delivery> = {}): Delivery =>
    delivery({ id, body: Buffer.from(JSON.stringify({ event: 'call.missed', data: { id: subject, caller: 'Ana' } })), ...over });

  test('by id, by an unambiguous beginning or end of it, or with a suggestion', async () => {
    const log = await open();
    for (const id of ['dlv_aaab12', 'dlv_aaac34']) log.received(delivery({ id }));
    await log.close();
    expect((await named('dlv_aaab12')).id).toBe('dlv_aaab12');
    expect((await named('aaac')).id).toBe('dlv_aaac34');
    expect((await named('b12')).id).toBe('dlv_aaab12');
    expect((await named('last')).id).toBe('dlv_aaac34');
    await expect(named('dlv_aaa')).rejects.toMatchObject({ kind: 'usage', details: { hint: expect.stringContaining('dlv_aaac34') } });
    await expect(named('dlv_aaab13')).rejects.toMatchObject({ kind: 'not-found', details: { hint: 'Did you mean `dlv_aaab12`?' } });
    await expect(named('')).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('by the id of what they are about; several are listed, newest first, and duplicates are not counted', async () => {
    const log = await open();
    log.received(about('dlv_one', 'call_1'));
    log.received(about('dlv_two', 'call_12', { event: 'call.started', receivedAt: Date.UTC(2029, 0, 1, 9) }));
    log.received(about('dlv_two_again', 'call_12', { event: 'call.started', receivedAt: Date.UTC(2029, 0, 1, 9, 1), repeatOf: 'dlv_two' }));
    log.received(about('dlv_lead', 'lead_1'));
    await log.close();
    // A whole id wins over a longer one that begins with it.
    expect(await named('call_1')).toMatchObject({ id: 'dlv_one', subject: 'call_1', who: 'Ana' });
    expect((await named('call_12')).id).toBe('dlv_two');
    expect((await named('lead')).id).toBe('dlv_lead');
    expect((await named('two_again')).id).toBe('dlv_two_again');
    await expect(named('call_13')).rejects.toMatchObject({ kind: 'not-found', details: { hint: 'Did you mean `call_1`?' } });
    await expect(named('call')).rejects.toMatchObject({
      kind: 'usage',
      message: '`call` matches 2 deliveries',
      details: {
        hint: [
          'Pass the id of one, such as the newest:',
          '  boltcall webhooks log show dlv_two',
          'Newest first:',
          '  dlv_two  call.started, 2029-01-01 09:00',
          '  dlv_one  call.missed, 2025-10-09 08:53',
        ].join('\n'),
      },
    });
  });
});

test('what a body says does not count as a delivery', async () => {
  const log = await open();
  for (let number = 0; number < 600; number += 1)
    log.received(delivery({ body: Buffer.from(`{"type":"delivery","n":[{"type":"delivery",${number}]}`) }));
  await log.close();
  const again = await open();
  await again.close();
  expect((await readLog(places, world)).length).toBe(600);
});

test('a line per entry can be read by other programs', async () => {
  const log = await open();
  log.received(delivery());
  await log.close();
  const [file = ''] = files();
  const line: unknown = JSON.parse(readFileSync(join(state, 'log', file), 'utf8'));
  expect(line).toMatchObject({ type: 'delivery', body: '{"event":"call.missed"}' });
});
