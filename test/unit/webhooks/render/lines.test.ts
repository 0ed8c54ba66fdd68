import { Chalk } from 'chalk';
import width from 'string-width';
import { describe, expect, test } from 'vitest';
import { attemptLines, deliveryLines, explanationLines } from '../../../../src/webhooks/render/lines.ts';
import type { LineStyle, Shown } from '../../../../src/webhooks/render/outcome.ts';
import { attemptTabs, deliveryTabs } from '../../../../src/webhooks/render/tabs.ts';
import { tally } from '../../../../src/webhooks/render/tally.ts';
import type { Arrival, ForwardEvent } from '../../../../src/webhooks/session-event.ts';

const target = 'http://localhost:3000/hooks';
const other = 'http://localhost:4000/rest';
const arrival: Arrival = {
  type: 'event',
  id: 'dlv_1',
  event: 'call.completed',
  bytes: 3,
  verified: true,
  repeat: false,
  routedTo: [target],
  payload: () => ({ subject: 'call_8f3k2m9q', who: '+14155550100' }),
};
const forward: ForwardEvent = { type: 'forward', eventId: 'dlv_1', target, attempt: 1, status: 200, ms: 12, replay: false };
const time = Date.UTC(2026, 0, 2, 3, 4, 5);
const style = (columns: number, more: Partial<LineStyle> = {}): LineStyle => ({
  width: columns,
  zone: 'UTC',
  chalk: new Chalk({ level: 0 }),
  measure: width,
  several: false,
  retries: 3,
  ...more,
});
const shownWith = (about: Partial<Arrival>, forwards: readonly ForwardEvent[] = [forward], answered = 200): Shown => ({
  time,
  arrival: { ...arrival, ...about },
  forwards,
  answered,
  forwarding: true,
});
const called = (subject: string, who = '+14155550100'): Partial<Arrival> => ({ payload: () => ({ subject, who }) });

describe('in a pipe: cells between tabs, ISO time, nothing cut', () => {
  test('a delivery', () => {
    expect(deliveryTabs(shownWith({}))).toBe(
      '2026-01-02T03:04:05.000Z\tcall.completed\tcall_8f3k2m9q\t+14155550100\thttp://localhost:3000/hooks\t200\t12\n',
    );
    const uncalled = deliveryTabs({ ...shownWith({ routedTo: [], repeat: 'skipped', verified: false }, []) });
    expect(uncalled).toBe('2026-01-02T03:04:05.000Z\tcall.completed\tcall_8f3k2m9q\t+14155550100\t\tduplicate, skipped\t\tunsigned\n');
    expect(deliveryTabs(shownWith({ repeat: 'redelivery', verified: false }))).toMatch(/\t200\t12\tredelivery after a failure, unsigned\n$/);
    expect(deliveryTabs(shownWith({ repeat: 'forwarded' }))).toMatch(/\t200\t12\tduplicate, forwarded\n$/);
    expect(deliveryTabs({ ...shownWith({ repeat: 'forwarded', routedTo: [] }, []), forwarding: false })).toMatch(/\tno target\n$/);
    expect(deliveryTabs(shownWith({ routedTo: [] }, []))).toContain('\tno matching route: not forwarded\n');
    expect(deliveryTabs({ ...shownWith({ routedTo: [] }, []), forwarding: false })).toContain('\tno target\n');
  });

  test('a later attempt', () => {
    expect(attemptTabs(arrival, { ...forward, attempt: 2, replay: true }, time)).toBe(
      '2026-01-02T03:04:05.000Z\tcall.completed\tcall_8f3k2m9q\t+14155550100\thttp://localhost:3000/hooks\t200\t12\tattempt 2, replayed\n',
    );
  });
});

describe('on a terminal', () => {
  const failed: ForwardEvent = { ...forward, status: 500, retryIn: 1234 };

  test('the first attempt and its retries have their status in one column, at every width', () => {
    for (const columns of [40, 60, 80, 120]) {
      const first = deliveryLines(shownWith({}, [failed], 500), style(columns));
      const second = attemptLines(arrival, { ...failed, attempt: 2 }, time, style(columns));
      expect([first.indexOf('500'), second.indexOf('500')], String(columns)).toEqual([10, 10]);
    }
  });

  test('what does not fit beside the row is below it', () => {
    expect(deliveryLines(shownWith({}, [failed], 500), style(120))).toBe(
      '03:04:05  500  12 ms  call.completed         call_8f3k2m9q     +14155550100        retrying in 1.2 s\n',
    );
    expect(deliveryLines(shownWith({}, [failed], 500), style(80))).toBe(
      [
        '03:04:05  500  12 ms  call.completed         call_8f3k2m9q     +14155550100', //
        '          retrying in 1.2 s\n',
      ].join('\n'),
    );
    expect(attemptLines(arrival, { ...failed, attempt: 2 }, time, style(80))).toBe(
      '03:04:05  500  12 ms  ↳ call.completed       call_8f3k2m9q     retry 1 of 3\n',
    );
  });

  test('below 80 columns an id has its own line, and it is never cut', () => {
    expect(deliveryLines(shownWith({}), style(79))).toBe('03:04:05  200  12 ms  call.completed         +14155550100\n          call_8f3k2m9q\n');
    expect(deliveryLines(shownWith({}), style(40))).toBe('03:04:05  200        call.completed\n          call_8f3k2m9q\n');
    const long = 'lead_3f0b7c62-5d9e-4c6a-9a54-7c0d3f1b2a10';
    for (let columns = 40; columns <= 120; columns += 1) {
      expect(deliveryLines(shownWith(called(long)), style(columns)), String(columns)).toContain(long);
      expect(attemptLines({ ...arrival, ...called(long) }, failed, time, style(columns)), String(columns)).toContain(long);
    }
    expect(deliveryLines(shownWith(called(long)), style(80)).split('\n')[1]).toBe(`          ${long}`);
    expect(deliveryLines(shownWith(called(long)), style(100)).split('\n')[0]).toContain(`${long}  +14155550100`);
  });

  test('beside a text that is cut there is no padding', () => {
    const name = 'Maximiliana Fernández de la Vega y Ruiz';
    for (const columns of [60, 72, 80, 90, 100]) {
      const [line = ''] = deliveryLines(shownWith(called('call_1', name)), style(columns)).split('\n');
      const cut = line.endsWith('…');
      expect(cut || line.endsWith(name), line).toBe(true);
      if (cut && columns >= 80) expect(line, String(columns)).toContain('call_1  Maximiliana');
    }
    expect(deliveryLines(shownWith({ event: 'appointment.cancelled' }), style(40)).split('\n')[0]).toBe('03:04:05  200     appointment.cancelled');
  });

  test('several targets: a line for each, below the response to the sender', () => {
    const slow: ForwardEvent = { ...failed, target: other, ms: 12_345 };
    const shown = shownWith({ routedTo: [target, other] }, [slow, forward], 500);
    expect(deliveryLines(shown, style(80, { several: true }))).toBe(
      [
        '03:04:05  500         call.completed         call_8f3k2m9q     +14155550100',
        '          200  12 ms  → 3000/hooks',
        '          500 12.3 s  → 4000/rest            retrying in 1.2 s\n',
      ].join('\n'),
    );
    expect(deliveryLines(shownWith({ routedTo: [target, other] }, [forward], 504), style(80))).toContain('          waiting     → 4000/rest\n');
    expect(attemptLines(shown.arrival, { ...slow, attempt: 4 }, time, style(120))).toContain('retry 3 of 3 → 4000/rest\n');
  });

  test('of the same bytes as an earlier one: the row says what was done with it', () => {
    expect(deliveryLines(shownWith({ repeat: 'redelivery' }), style(120))).toMatch(/\+14155550100 +redelivery after a failure\n$/);
    expect(deliveryLines(shownWith({ repeat: 'forwarded' }), style(120))).toMatch(/\+14155550100 +duplicate, forwarded\n$/);
    // Where there is no room beside it, below it.
    expect(deliveryLines(shownWith({ repeat: 'redelivery' }), style(40))).toMatch(/\n +redelivery after a failure\n$/);
  });

  test('one of several ways: the row names its target if there is room', () => {
    const shown = shownWith({});
    expect(deliveryLines(shown, style(120, { several: true }))).toMatch(/\+14155550100 +3000\/hooks\n$/);
    expect(deliveryLines(shown, style(100, { several: true }))).not.toContain('3000/hooks');
    expect(deliveryLines(shown, style(120))).not.toContain('3000/hooks');
  });

  test('what was not forwarded says why', () => {
    const line = (about: Partial<Arrival>, forwarding = true): string =>
      deliveryLines({ ...shownWith({ routedTo: [], ...about }, [], 422), forwarding }, style(80));
    expect(line({ repeat: 'skipped' })).toBe('03:04:05  duplicate   call.completed         call_8f3k2m9q     answered 422\n');
    expect(line({})).toMatch(/^03:04:05 {2}no route {4}call\.completed/);
    expect(line({}, false)).toMatch(/^03:04:05 {2}received {4}call\.completed/);
    expect(line({ verified: false })).toContain('unsigned');
    expect(line({ event: undefined, payload: () => ({}) })).toMatch(/\(no event name\) {8}dlv_1\n$/);
  });

  test('no response: a keyword in the place of the status', () => {
    const lost: ForwardEvent = { ...forward, status: undefined, fault: 'refused', error: 'nothing is listening' };
    expect(deliveryLines(shownWith({}, [lost], 502), style(80))).toMatch(/^03:04:05 {2}refused {5}call\.completed/);
    expect(deliveryLines(shownWith({}, [], 504), style(80))).toMatch(/^03:04:05 {2}waiting {5}call\.completed/);
    expect(attemptLines(arrival, { ...forward, ms: 12_345 }, time, style(80))).toMatch(
      /^03:04:05 {2}200 12\.3 s {2}↳ call\.completed .* late response\n$/,
    );
  });

  test('a replay says so, also of a delivery that this session does not know', () => {
    const again: ForwardEvent = { ...forward, replay: true };
    expect(attemptLines(arrival, again, time, style(80))).toMatch(/call_8f3k2m9q {5}replayed\n$/);
    expect(attemptLines(undefined, again, time, style(120))).toMatch(/↳ earlier delivery {5}dlv_1 {13}replayed → 3000\/hooks\n$/);
  });

  test('an explanation stands below its row, wrapped, and names the target where there are several', () => {
    const why = { type: 'explanation', eventId: 'dlv_1', target, text: 'nothing is listening. Is your app running?' } as const;
    expect(explanationLines(why, style(40))).toBe('  Nothing is listening. Is your app\n  running?\n');
    expect(explanationLines(why, style(80, { several: true }))).toBe('          3000/hooks: Nothing is listening. Is your app running?\n');
  });
});

const nasty = [
  '田中太郎田中太郎',
  '👩‍👩‍👧 Ana',
  'e\u0301'.repeat(30),
  '\u001b[31mred\u001b[0m',
  '\u202eabc',
  'a\nb\tc',
  'x'.repeat(300),
  '\u0000\u009b2J',
];

test.each([20, 40, 59, 60, 80, 90, 110, 200])('whatever the text, no line is wider than %i columns', (columns) => {
  for (const text of nasty) {
    const foreign: Partial<Arrival> = { event: text, payload: () => ({ subject: text, who: text }), verified: false };
    const strange = { ...forward, target: `http://${text}/`, error: text };
    for (const routedTo of [[], [target], [strange.target, target]]) {
      const shown = shownWith({ ...foreign, routedTo }, [strange, forward].slice(0, routedTo.length));
      for (const several of [true, false]) {
        const lines = deliveryLines(shown, style(columns, { several })) + attemptLines(shown.arrival, strange, time, style(columns, { several }));
        for (const line of lines.split('\n')) expect(width(line), line).toBeLessThanOrEqual(Math.max(columns - 1, 20));
        expect(lines).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      }
    }
  }
});

test('the closing line counts what happened and leaves out what did not', () => {
  const nothing = { ok: 0, failed: 0, duplicates: 0, unforwarded: 0, filtered: 0 };
  const words = (more: Partial<typeof nothing>, { targets = 1, logged = true } = {}): string[] =>
    tally({ ...nothing, ...more }, { ways: new Array(targets), logged }, new Chalk({ level: 0 }));
  expect(words({})).toEqual(['No deliveries were received.']);
  expect(words({ ok: 12 })).toEqual(['12 ok']);
  expect(words({ ok: 12, failed: 2, duplicates: 1 })).toEqual([
    '12 ok · 2 failed · 1 duplicate',
    'Resend what failed with `boltcall webhooks replay --failed`.',
  ]);
  expect(words({ failed: 2 }, { logged: false })).toEqual(['2 failed']);
  expect(words({ duplicates: 2, unforwarded: 3, filtered: 4 })).toEqual(['3 without a route · 2 duplicates · 4 filtered out']);
  expect(words({ unforwarded: 3 }, { targets: 0 })).toEqual(['3 received']);
});
