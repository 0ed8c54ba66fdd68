import { describe, expect, test } from 'vitest';
import { barOf } from '../../../src/output/bar.ts';
import { duration, longTime, moment, shortTime } from '../../../src/output/format/time.ts';
import { progressLine, progressWords } from '../../../src/output/progress-words.ts';
import { decideColor } from '../../../src/output/text/color.ts';

describe('colour: an option beats the environment, the environment beats the terminal', () => {
  test.each([
    [undefined, {}, true, true],
    [undefined, {}, false, false],
    ['always', { NO_COLOR: '1', TERM: 'dumb' }, false, true],
    ['never', { FORCE_COLOR: '1' }, true, false],
    ['auto', { NO_COLOR: '1' }, true, false],
    [undefined, { NO_COLOR: '' }, true, true],
    [undefined, { NO_COLOR: '' }, false, false],
    [undefined, { TERM: 'dumb' }, true, false],
    [undefined, { CI: '1' }, false, false],
    [undefined, { FORCE_COLOR: '1' }, false, true],
    [undefined, { FORCE_COLOR: '0' }, true, false],
    [undefined, { FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
  ] as const)('%s %j, terminal %s: %s', (choice, env, terminal, colored) => {
    expect(decideColor(choice, env, terminal)).toBe(colored);
  });
});

describe('times', () => {
  const now = Date.parse('2025-03-30T12:00:00Z');
  test.each([
    ['2025-03-30T11:59:50Z', 'just now'],
    ['2025-03-30T12:00:20Z', 'just now'],
    ['2025-03-30T11:15:00Z', '45m ago'],
    ['2025-03-30T02:00:00Z', '10h ago'],
    ['2025-03-29T11:59:00Z', '2025-03-29 12:59'],
    ['2025-03-30T13:00:00Z', '2025-03-30 15:00'],
    ['soon', 'soon'],
    ['2025-13-45T99:00:00Z', '2025-13-45T99:00:00Z'],
  ])('%s is %s', (value, shown) => {
    expect(shortTime(value, { zone: 'Europe/Berlin', now })).toBe(shown);
  });

  test('a record tells the zone and the age, on both sides of a clock change', () => {
    expect(longTime('2025-03-30T00:30:00Z', 'Europe/Berlin', now)).toBe('2025-03-30 01:30 CET (11h ago)');
    expect(longTime('2025-03-30T01:30:00Z', 'Europe/Berlin', now)).toBe('2025-03-30 03:30 CEST (10h ago)');
    expect(longTime('2025-03-01T00:00:00Z', 'UTC', now)).toBe('2025-03-01 00:00 UTC (29d ago)');
    expect(moment('2025-04-01T22:30:00Z', { zone: 'Asia/Tokyo' })).toBe('2025-04-02 07:30 GMT+9');
  });

  test.each([
    [0, '0s'],
    [4.2, '4.2s'],
    [59.96, '1m 0s'],
    [142, '2m 22s'],
    [3600, '1h 0m 0s'],
    [-1, '-1'],
  ])('%d seconds are %s', (seconds, shown) => {
    expect(duration(seconds)).toBe(shown);
  });
});

describe('progress', () => {
  test('count, share, rate and time left', () => {
    expect(progressWords({ unit: 'rows', done: 120, total: 400, elapsed: 10_000 })).toBe('120 of 400 rows (30%), 12/s, 24s left');
    expect(progressWords({ unit: 'bytes', done: 1_500_000, elapsed: 1000 })).toBe('1.5 MB, 1.5 MB/s');
    expect(progressWords({ unit: 'rows', done: 0, total: 400, elapsed: 0 })).toBe('0 of 400 rows (0%)');
    expect(progressWords({ unit: 'rows', done: 0, total: 0, elapsed: 5 })).toBe('0 of 0 rows');
  });

  test.each([20, 40, 80, 200])('the bar fits %i columns', (width) => {
    const line = progressLine({ unit: 'rows', done: 120, total: 400, elapsed: 10_000 }, width);
    expect(line.length).toBeLessThan(width);
    expect(line).toContain(width < 50 ? '120 of 400' : '░ 120 of 400 rows');
  });
});

describe('charts', () => {
  test('a bar is as long as its share, and never nothing for something', () => {
    expect(barOf(1, 4)).toBe('████');
    expect(barOf(0.5, 4)).toBe('██');
    expect(barOf(0.001, 4)).toBe('');
    expect(barOf(0, 4)).toBe('');
    expect(barOf(Number.POSITIVE_INFINITY, 4)).toBe('████');
  });
});
