import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf } from '../../../../../src/webhooks/inspect/page/json-colors.ts';

test('keys, strings, numbers and words are told apart', () => {
  const kinds = piecesOf('{"a\\": ": "b: 1", "c": [-1.5e3, true, null]}').filter(({ kind }) => kind !== '');
  expect(kinds).toEqual([
    { text: '"a\\": "', kind: 'key' },
    { text: '"b: 1"', kind: 'string' },
    { text: '"c"', kind: 'key' },
    { text: '-1.5e3', kind: 'number' },
    { text: 'true', kind: 'word' },
    { text: 'null', kind: 'word' },
  ]);
});

test('put together again the pieces are the same text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value, null, 2);
      expect(
        piecesOf(text)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }),
  );
});
