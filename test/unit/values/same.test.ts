import { expect, test } from 'vitest';
import { same } from '../../../src/values/same.ts';

test.each([
  ['', '', true],
  ['whsec_é', 'whsec_é', true],
  ['a', 'b', false],
  ['a', '', false],
  ['a', 'aa', false],
  // Same number of characters, different number of bytes.
  ['é', 'e', false],
])('%j and %j: %s', (one, other, expected) => {
  expect(same(one, other)).toBe(expected);
});
