import fc from 'fast-check';
import { expect, test } from 'vitest';
import wrapAnsi from 'wrap-ansi';
import { wrapFor } from '../../../../src/output/text/wrap.ts';

const words = fc.array(fc.constantFrom('a', 'to', 'the', 'words', 'señor', '`boltcall', 'agents\u00a0list`', 'a-rather-long-word', '', ' ', '\n'), {
  maxLength: 40,
});

test('Latin texts are broken as wrap-ansi breaks them', async () => {
  const wrap = await wrapFor('');
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 60 }), (parts, columns) => {
      const text = parts.join(' ');
      expect(wrap(text, columns)).toBe(wrapAnsi(text, columns));
    }),
    { numRuns: 2_000 },
  );
});

test('wide letters take two columns', async () => {
  const wrap = await wrapFor('電話 電話');
  expect(wrap('電話 電話', 5)).toBe('電話\n電話');
});
