import fc from 'fast-check';
import { encode } from 'gpt-tokenizer';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { enveloped, piecesOf, tokensOf, toldOf, visible } from '../../../src/mcp/result.ts';

describe('visible', () => {
  test.each([
    ['plain text, 100%\n\tü 漢字 👍', 'plain text, 100%\n\tü 漢字 👍'],
    ['a\u200bb', 'a<U+200B>b'],
    ['\u202eevil\u202c', '<U+202E>evil<U+202C>'],
    ['\u0000\u001b[2J\u007f\u009b\r', '<U+0000><U+001B>[2J<U+007F><U+009B><U+000D>'],
    ['\u{e0041}\u{e0100}\ufe0f\u2066\ufeff', '<U+E0041><U+E0100><U+FE0F><U+2066><U+FEFF>'],
    ['\u3164\u115f\u00ad\u2028\u034f', '<U+3164><U+115F><U+00AD><U+2028><U+034F>'],
    ['\ud800x', '<U+D800>x'],
  ])('%j is %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });
});

describe('piecesOf', () => {
  test('nothing is lost, and no piece is longer than it may be', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), fc.integer({ min: 700, max: 1200 }), (text, most) => {
        const pieces = piecesOf(text, most);
        expect(pieces.join('')).toBe(text);
        for (const piece of pieces) expect(tokensOf(piece)).toBeLessThanOrEqual(most + 1);
      }),
    );
  });

  test('lines stay whole where they fit', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `call_${at},completed\n`);
    expect(piecesOf(lines.join(''), 100).every((piece) => piece.startsWith('call_') && piece.endsWith('\n'))).toBe(true);
  });
});

test.each([
  'The agent booked whitening for Thursday at 13:30 and asked for a reminder by text.',
  'call_xyz789,2026-11-29T09:30:03Z,inbound,+14155550133,+14155550100,49,completed,positive,agent_abc123',
  '{"id":"lead_001","tags":["clinic","spring"],"score":52}',
  'Línea en español, ¿cómo está?',
  '田中太郎 한국어 محمد علي',
  '<U+200B><U+202E>',
])('the estimate of %j is no less than a tokenizer counts, and at most three times that', (line) => {
  const text = `${line}\n`.repeat(50);
  expect(tokensOf(text)).toBeGreaterThanOrEqual(encode(text).length);
  expect(tokensOf(text)).toBeLessThanOrEqual(encode(text).length * 3);
});

test('an envelope ends on a line of its own', () => {
  expect(enveloped('a', '01')).toBe('<data 01>\na\n</data 01>');
  expect(enveloped('a\n', '01')).toBe('<data 01>\na\n</data 01>');
});

describe('toldOf', () => {
  test('tells how much of a list it is in the words of a tool, in both forms of the note', () => {
    for (const note of ['20 of 156 . Use --limit N or --all for more.', 'Showing 20 of 156. Use --limit N or --all for more.'])
      expect(toldOf({ stdout: 'id\n', notes: [note] }, [])).toEqual({ text: 'id\n', count: '20 of 156; use limit or filters', failed: false });
    expect(toldOf({ stdout: 'id\n', notes: ['20 shown, and there are more; --limit N or --all'] }, []).count).toBe(
      '20, and there are more; use limit or filters',
    );
  });

  test('has the notes and the failure behind what was printed, without the key', () => {
    const failure = new Failure('invalid', 'the key sk_live_abcdefghij is odd', { code: 'odd' });
    expect(toldOf({ stdout: 'a\n', notes: ['1 segment (GSM-7)'], failure }, ['sk_live_abcdefghij'])).toEqual({
      text: expect.stringMatching(/^a\nnote: 1 segment \(GSM-7\)\n\{"error":\{"code":"odd","message":"the key \S*\[hidden\] is odd","exit_code":7/),
      failed: true,
    });
  });
});
