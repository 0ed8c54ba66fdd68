import { expect, test } from 'vitest';
import { hoursRail, openPace, readHours, readRate, requireRail } from '../../../src/bulk/rails.ts';

const row = (cells: Record<string, string>) => ({ number: 1, line: 2, cells });
const at = (time: string) => () => Date.parse(`2025-03-05T${time}:00Z`);

test.each([
  ['09:00-20:00', '12:00', 'UTC', undefined],
  ['09:00-20:00', '08:59', 'UTC', 'outside 09:00-20:00'],
  ['09:00-20:00', '20:00', 'UTC', 'outside 09:00-20:00'],
  ['09:00-20:00', '12:00', 'America/New_York', 'outside 09:00-20:00'],
  ['09:00-20:00', '23:00', 'America/Los_Angeles', undefined],
  ['22:00-06:00', '23:30', 'UTC', undefined],
  ['22:00-06:00', '12:00', 'UTC', 'outside 22:00-06:00'],
  ['09:00-20:00', '12:00', '', 'no time zone'],
  ['09:00-20:00', '12:00', 'Mars/Base', 'unknown time zone'],
])('%s at %s UTC in %s: %s', (hours, time, zone, reason) => {
  expect(hoursRail(readHours(hours), ['to', 'Timezone'], undefined, at(time))(row({ Timezone: zone }), {})).toBe(reason);
});

test('rows without a zone take the one that was named', () => {
  expect(hoursRail(readHours('09:00-20:00'), ['to'], 'UTC', at('12:00'))(row({}), {})).toBeUndefined();
  expect(() => hoursRail(readHours('09:00-20:00'), ['to'], undefined, at('12:00'))).toThrow(/no column/);
});

test.each(['9-20', '25:00-26:00', '09:00-09:00', '09:60-10:00'])('%s is no span of the day', (typed) => {
  expect(() => readHours(typed)).toThrow(/is not a span of the day/);
});

test('a required value is compared in any case', () => {
  const rail = requireRail({ Consent: 'yes' }, ['to', 'consent']);
  expect([rail(row({ consent: ' YES ' }), {}), rail(row({ consent: 'no' }), {}), rail(row({}), {})]).toEqual([
    undefined,
    'without Consent=yes',
    'without Consent=yes',
  ]);
});

test.each([
  ['30/min', 2_000],
  ['2/s', 500],
  ['500/hour', 7_200],
  ['1 per minute', 60_000],
])('%s is %i ms between two', (typed, ms) => {
  expect(readRate(typed)).toBe(ms);
});

test.each(['fast', '0/s', '30', '-1/min'])('%s is no rate', (typed) => {
  expect(() => readRate(typed)).toThrow(/is not a rate/);
});

test('requests begin no closer than asked', async () => {
  let now = 1_000;
  const begun: number[] = [];
  const pace = openPace(
    500,
    () => now,
    async (ms) => {
      now += ms;
    },
  );
  for (let count = 0; count < 3; count += 1) {
    await pace();
    begun.push(now);
  }
  expect(begun).toEqual([1_000, 1_500, 2_000]);
});
