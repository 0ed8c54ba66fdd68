import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExactNumber, numberIn, readJson, writeJson } from '../../../src/values/exact-json.ts';

test.each([
  '9007199254740993',
  '-9007199254740993',
  '12345678901234567890',
  '1.0',
  '1.50',
  '1e400',
  '-0',
  '1E5',
  '0.1000000000000000055511151231257827',
  '{"a":1.0,"b":[2,9007199254740993,{"c":1e400}],"d":"1.0"}',
  '{"__proto__":1.0}',
  '["1.0","\\"1.0","1e5"]',
])('%s is written as it was read', (text) => expect(writeJson(readJson(text))).toBe(text));

test('what JSON.parse reads exactly is as it reads it', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => writeJson(readJson(JSON.stringify(value))) === JSON.stringify(value)));
  expect(readJson('{"a":1,"b":1.5,"c":[true,null,"x"]}')).toEqual({ a: 1, b: 1.5, c: [true, null, 'x'] });
  expect(() => readJson('{"a":01}')).toThrow(SyntaxError);
});

test('it is laid out as JSON.stringify does', () => {
  const text = '{"a":1.0,"b":[],"c":{},"d":[1,{"e":"x"}]}';
  expect(writeJson(readJson(text), 2)).toBe(JSON.stringify(JSON.parse(text), null, 2).replace('"a": 1', '"a": 1.0'));
});

test('nobody can put anything but a number in the place of one', () => {
  const forged = '{"x":1.0,"y":{"\\u0000number":"1,\\"admin\\":true"},"z":{"\\u0000number":"2"}}';
  expect(JSON.parse(writeJson(readJson(forged)))).toMatchObject({ x: 1, y: { '\u0000number': '1,"admin":true' } });
});

test('it compares as a number', () => {
  expect(numberIn(readJson('85.0'))).toBe(85);
  expect(numberIn(readJson('85'))).toBe(85);
  expect(numberIn('85')).toBeUndefined();
  expect(String(new ExactNumber('1.0'))).toBe('1.0');
});
