import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkOrder, readDate, readDay } from '../../../src/values/date.ts';

/** Wednesday, 10:00 in New York. */
const now = Date.parse('2025-03-05T15:00:00Z');
const newYork = { flag: '--from', zone: 'America/New_York', now };
const utc = { flag: '--from', zone: 'UTC', now };

describe('as the beginning and as the end of a period, in New York', () => {
  test.each([
    ['2025-03-01', '2025-03-01T05:00:00Z', '2025-03-02T04:59:59Z'],
    ['today', '2025-03-05T05:00:00Z', '2025-03-06T04:59:59Z'],
    ['Yesterday', '2025-03-04T05:00:00Z', '2025-03-05T04:59:59Z'],
    ['tomorrow', '2025-03-06T05:00:00Z', '2025-03-07T04:59:59Z'],
    // Daylight saving time begins on March 9, so that week is an hour shorter.
    ['this-week', '2025-03-03T05:00:00Z', '2025-03-10T03:59:59Z'],
    ['next-week', '2025-03-10T04:00:00Z', '2025-03-17T03:59:59Z'],
    ['last-week', '2025-02-24T05:00:00Z', '2025-03-03T04:59:59Z'],
    ['this-month', '2025-03-01T05:00:00Z', '2025-04-01T03:59:59Z'],
    ['last-month', '2025-02-01T05:00:00Z', '2025-03-01T04:59:59Z'],
    ['2025-03-09', '2025-03-09T05:00:00Z', '2025-03-10T03:59:59Z'],
    ['2025-11-02', '2025-11-02T04:00:00Z', '2025-11-03T04:59:59Z'],
    ['09:00', '2025-03-05T14:00:00Z', '2025-03-05T14:00:00Z'],
    ['9:00', '2025-03-05T14:00:00Z', '2025-03-05T14:00:00Z'],
    ['now', '2025-03-05T15:00:00Z', '2025-03-05T15:00:00Z'],
    ['24h', '2025-03-04T15:00:00Z', '2025-03-04T15:00:00Z'],
    ['30m', '2025-03-05T14:30:00Z', '2025-03-05T14:30:00Z'],
    ['7d', '2025-02-26T15:00:00Z', '2025-02-26T15:00:00Z'],
    // A calendar day, not 24 hours: the local time stays the same.
    ['+7d', '2025-03-12T14:00:00Z', '2025-03-12T14:00:00Z'],
    ['2w', '2025-02-19T15:00:00Z', '2025-02-19T15:00:00Z'],
    ['2025-03-01T09:00', '2025-03-01T14:00:00Z', '2025-03-01T14:00:00Z'],
    ['2025-03-01 09:00:30', '2025-03-01T14:00:30Z', '2025-03-01T14:00:30Z'],
    ['2025-03-01T09:00:00-05:00', '2025-03-01T14:00:00Z', '2025-03-01T14:00:00Z'],
    ['2025-03-01T09:00:00.999Z', '2025-03-01T09:00:00Z', '2025-03-01T09:00:00Z'],
    ['2025-03-01t09:00z', '2025-03-01T09:00:00Z', '2025-03-01T09:00:00Z'],
    // The hour that occurs twice: a start uses the first, an end the second.
    ['2025-11-02T01:30', '2025-11-02T05:30:00Z', '2025-11-02T06:30:00Z'],
  ])('%s', async (typed, from, to) => {
    expect(await readDate(typed, { ...newYork, edge: 'from' })).toBe(from);
    expect(await readDate(typed, newYork)).toBe(from);
    expect(await readDate(typed, { ...newYork, edge: 'to' })).toBe(to);
  });
});

test('plain dates are those of the zone', async () => {
  const late = { flag: '--to', zone: 'Asia/Tokyo', now: Date.parse('2025-03-05T20:00:00Z'), dateOnly: true };
  expect(await readDate('today', late)).toBe('2025-03-06');
  expect(await readDate('2025-03-05T20:00:00Z', late)).toBe('2025-03-06');
  expect(await readDate('last-month', { ...late, edge: 'from' })).toBe('2025-02-01');
  expect(await readDate('last-month', { ...late, edge: 'to' })).toBe('2025-02-28');
});

test('a day whose midnight the clock change skips begins at its first second', async () => {
  const cairo = { flag: '--from', zone: 'Africa/Cairo', now };
  expect(await readDate('2025-04-25', cairo)).toBe('2025-04-24T22:00:00Z');
});

test.each(['2025-03-09T02:30', '2025-03-09T02:00'])('%s does not exist in New York', async (typed) => {
  await expect(readDate(typed, newYork)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('daylight-saving change') });
  expect(await readDate(typed, utc)).toBe(`${typed}:00Z`);
});

test.each([
  '',
  ' ',
  'x',
  '2025-02-30',
  '2025-13-01',
  '25:00',
  '09:60',
  '2025-3-1',
  '01/03/2025',
  '2025-03-01T',
  '7',
  '-7d',
  '7y',
  '2025-03-01T09:00+25:00',
  'next-year',
  '1741186800',
])('%j is refused, naming the flag and the forms', async (typed) => {
  await expect(readDate(typed, newYork)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('--from'),
    details: { hint: expect.stringContaining('2025-03-01') },
  });
});

test('--on is the whole day, of a moment the day around it', async () => {
  expect(await readDay('2025-03-09', newYork)).toEqual({ from: '2025-03-09T05:00:00Z', to: '2025-03-10T03:59:59Z' });
  expect(await readDay('7d', newYork)).toEqual({ from: '2025-02-26T05:00:00Z', to: '2025-02-27T04:59:59Z' });
});

test('a period that ends before it begins is refused', () => {
  expect(() => checkOrder('2025-03-02T00:00:00Z', '2025-03-01T00:00:00Z')).toThrow(expect.objectContaining({ kind: 'usage' }));
  expect(checkOrder('2025-03-01T00:00:00Z', '2025-03-01T00:00:00Z')).toBeUndefined();
  expect(checkOrder(undefined, '2025-03-01')).toBeUndefined();
});

test('every whole second that is printed is read as itself, in any zone', async () => {
  const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
  const zone = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia');
  await fc.assert(
    fc.asyncProperty(seconds, zone, async (second, name) => {
      const iso = new Date(second * 1000).toISOString().replace('.000', '');
      expect(await readDate(iso, { flag: '--from', zone: name, now })).toBe(iso);
    }),
  );
});
