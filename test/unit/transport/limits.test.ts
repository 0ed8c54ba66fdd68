import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLimits } from '../../../src/transport/limits.ts';
import { location } from '../../../src/transport/redirect.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const read = (headers: Record<string, string>) => readLimits(Object.entries(headers), now);

describe('readLimits', () => {
  it.each([
    ['seconds from now', '30', 30_000],
    ['a fraction of a second', '0.5', 500],
    ['Unix seconds', `${now / 1000 + 45}`, 45_000],
    ['Unix milliseconds', `${now + 1500}`, 1_500],
    ['the past', `${now / 1000 - 45}`, 0],
    ['below zero', '-5', 0],
  ])('reads a reset given as %s', (_, reset, ms) => {
    expect(read({ 'x-ratelimit-reset': reset }).resetIn).toBe(ms);
  });

  it.each(['', 'soon', '1e9', '0x10', 'NaN', '1, 2', '99999999999999999999', 'Infinity'])('ignores the reset "%s"', (reset) => {
    expect(read({ 'x-ratelimit-reset': reset })).toEqual({});
  });

  it.each([
    ['seconds', '7', 7_000],
    ['an HTTP date', 'Sun, 01 Mar 2026 12:01:00 GMT', 60_000],
    ['a date in the old form without a zone', 'Sun Mar  1 12:01:00 2026', 60_000],
    ['a date in the past', 'Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ])('reads a Retry-After of %s', (_, value, ms) => {
    expect(read({ 'retry-after': value }).retryAfter).toBe(ms);
  });

  it.each(['', 'later', '1e3', '-', 'Sun, 99 Foo 2026'])('ignores the Retry-After "%s"', (value) => {
    expect(read({ 'retry-after': value })).toEqual({});
  });

  it('counts by the clock of the service where ours is wrong', () => {
    const served = now + 3_600_000;
    const headers = {
      date: new Date(served).toUTCString(),
      'x-ratelimit-reset': `${served / 1000 + 20}`,
      'retry-after': new Date(served + 5_000).toUTCString(),
    };
    expect(read(headers)).toEqual({ resetIn: 20_000, retryAfter: 5_000 });
  });

  it('never throws and never gives a number that cannot be waited', () => {
    const name = fc.constantFrom('x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'retry-after', 'date');
    const value = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.bigInt().map(String),
      fc.date().map((date) => `${date}`),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), fc.nat({ max: 4e12 }), (headers, time) => {
        for (const number of Object.values(readLimits(headers, time))) {
          expect(Number.isFinite(number)).toBe(true);
          expect(number).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('location', () => {
  it('never throws, and gives only what a redirect says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 999 }), fc.oneof(fc.string(), fc.webUrl(), fc.webPath()), (status, to) => {
        const found = location(status, [['location', to]], new URL('https://api.example.com/v1/calls'));
        if (![301, 302, 303, 307, 308].includes(status)) expect(found).toBeUndefined();
        else expect(found === undefined || found instanceof URL).toBe(true);
      }),
    );
  });
});
