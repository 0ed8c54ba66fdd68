import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unformulated } from '../../../../src/output/format/csv.ts';
import { toJson } from '../../../../src/output/format/json.ts';
import { safe, safeLines } from '../../../../src/output/text/safe.ts';

const obeyed = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/;
/** Any text, with many of the characters that terminals obey. */
const anyText = fc.string({
  unit: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u001b', '\u009b', '\r', '\n', '\u202e', '\u2067', '\ud800', '\u0007', '\t')),
});

describe('safe', () => {
  test('nothing that a terminal obeys is left, whatever comes', () => {
    fc.assert(fc.property(anyText, (text) => !obeyed.test(safe(text).replace(/[\u{10000}-\u{10ffff}]/gu, ''))));
    fc.assert(fc.property(anyText, (text) => !obeyed.test(safeLines(text).replace(/[\u{10000}-\u{10ffff}]|\n/gu, ''))));
    expect(safe('')).toBe('');
  });

  test('what was there can still be seen', () => {
    expect(safe('\u001b[2J\u009b31m')).toBe('\\x1b[2J\\x9b31m');
    expect(safe('user\u202etxt.exe')).toBe('user\\u202etxt.exe');
    expect(safe('two\r\nlines\nand\ta tab')).toBe('two↵lines↵and a tab');
    expect(safeLines('two\r\nlines\u001b')).toBe('two\nlines\\x1b');
  });

  test.each(['plain ASCII', '田中太郎', '👩‍👩‍👧 Ana', 'e\u0301', 'محمد علي', '+14155550133'])('%s stays as it is', (text) => {
    expect(safe(text)).toBe(text);
  });
});

test('JSON has no character that a terminal obeys, and means the same', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), anyText, (value, text) => {
      const json = toJson([value, text]);
      return !/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/.test(json) && json.length > 0;
    }),
  );
  fc.assert(fc.property(anyText, (text) => JSON.parse(toJson(text)) === text));
  expect(toJson('\u009b')).toBe('"\\u009b"');
});

test('a spreadsheet never meets a formula, and phone numbers stay phone numbers', () => {
  fc.assert(fc.property(anyText, (text) => !/^[=@\t\r]|^[+-]\D/.test(unformulated(text))));
  fc.assert(fc.property(fc.stringMatching(/^\+\d{2,15}$/), (phone) => unformulated(phone) === phone));
  expect(unformulated('=HYPERLINK("http://x")')).toBe('\'=HYPERLINK("http://x")');
});
