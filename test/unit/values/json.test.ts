import { describe, expect, test } from 'vitest';
import { asText, fits, isCount, isDeeper, isNumber, isPairs, isText, isTime } from '../../../src/values/json.ts';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('what comes from outside', () => {
  test('is an object whose own members pass, or nothing', () => {
    const shape = { id: isText, count: isCount };
    expect(fits({ id: 'a', count: 3, more: null }, shape)).toBe(true);
    for (const wrong of [undefined, null, 'a', [], { id: 'a' }, { id: 'a', count: -1 }, { id: 1, count: 1 }, { id: 'a', count: 2 ** 60 }]) {
      expect(fits(wrong, shape), JSON.stringify(wrong)).toBe(false);
    }
    expect(fits(Object.create({ id: 'a', count: 3 }), shape)).toBe(false);
  });

  test('has numbers that are some, and times that a date can show', () => {
    expect([1, -1.5, JSON.parse('1e400'), Number.NaN, '1'].map(isNumber)).toEqual([true, true, false, false, false]);
    expect([0, 1_700_000_000_000, 8.64e15, 1e300, Number.NaN].map(isTime)).toEqual([true, true, true, false, false]);
  });

  test('has pairs of texts', () => {
    expect([[], [['a', 'b']], [['a']], [['a', 1]], [['a', 'b', 'c']], 'ab'].map(isPairs)).toEqual([true, true, false, false, false, false]);
  });

  test('is as deep as is meant, and no deeper', () => {
    expect([isDeeper('text', 0), isDeeper([], 0), isDeeper([], 1), isDeeper(nested(200), 200), isDeeper(nested(9_000), 200)]).toEqual([
      false,
      true,
      false,
      false,
      true,
    ]);
    expect(isDeeper({ a: [{ b: {} }] }, 3)).toBe(true);
    expect(isDeeper({ a: [{ b: {} }] }, 4)).toBe(false);
  });

  test('is shown as text whatever it is', () => {
    expect(['a', 1, null, undefined, true, { toString: 1 }, ['a', { valueOf: 2 }]].map(asText)).toEqual([
      'a',
      '1',
      'null',
      'undefined',
      'true',
      '{"toString":1}',
      '["a",{"valueOf":2}]',
    ]);
  });
});
