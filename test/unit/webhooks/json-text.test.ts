import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compactJson, prettyJson } from '../../../src/webhooks/json-text.ts';

test('JSON is laid out as the runtime does it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ depthSize: 'medium' }), (value) => {
      const text = JSON.stringify(value);
      // -0 is the only value that the runtime does not write the way it reads it.
      fc.pre(!text.includes('-0'));
      expect(prettyJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
      expect(compactJson(JSON.stringify(value, null, 3))).toBe(text);
    }),
  );
});

test('numbers, escapes and repeated keys stay as they are written', () => {
  expect(compactJson('{ "a" : 1.0, "a": 12345678901234567890, "u": "\\u0041 : , {" }\n')).toBe(
    '{"a":1.0,"a":12345678901234567890,"u":"\\u0041 : , {"}',
  );
  expect(prettyJson('{"a":1.0,"b":[],"c":{}}')).toBe('{\n  "a": 1.0,\n  "b": [],\n  "c": {}\n}');
});

test('what is not JSON is told so', () => {
  expect(prettyJson('{"a":')).toBeUndefined();
  expect(compactJson('')).toBeUndefined();
});

test('nesting without end does not grow without end', () => {
  const text = `${'['.repeat(20_000)}1${']'.repeat(20_000)}`;
  const pretty = prettyJson(text) ?? '';
  expect(pretty.length).toBeLessThan(100 * text.length);
  expect(compactJson(pretty)).toBe(text);
});
