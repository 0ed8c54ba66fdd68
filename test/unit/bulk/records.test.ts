import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OpenQuote, records } from '../../../src/bulk/records.ts';

/** Returns the records, with line numbers, of a text that arrives in pieces of `size` characters. */
const read = async (text: string, delimiter = ',', size = 7): Promise<Array<[number, ...string[]]>> => {
  const pieces = async function* (): AsyncGenerator<string> {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  };
  const found: Array<[number, ...string[]]> = [];
  for await (const { cells, line } of records(pieces(), delimiter)) found.push([line, ...cells]);
  return found;
};

test.each([
  [
    'plain',
    'a,b\nc,d\n',
    [
      [1, 'a', 'b'],
      [2, 'c', 'd'],
    ],
  ],
  [
    'without a last line end',
    'a,b\nc,',
    [
      [1, 'a', 'b'],
      [2, 'c', ''],
    ],
  ],
  [
    'with any line ends',
    'a\r\nb\rc\n',
    [
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ],
  ],
  [
    'with empty lines',
    '\n\r\na\n\n\nb',
    [
      [3, 'a'],
      [6, 'b'],
    ],
  ],
  [
    'quoted',
    '"a,""b""","c\nd"\ne,f\n',
    [
      [1, 'a,"b"', 'c\nd'],
      [3, 'e', 'f'],
    ],
  ],
  [
    'with spaces around quotes',
    '"a" , "b, c" \nd,e\n',
    [
      [1, 'a', 'b, c'],
      [2, 'd', 'e'],
    ],
  ],
  [
    'with quotes inside a cell',
    'Ana "Nani" Ruiz,x\n5" pipe,y\n',
    [
      [1, 'Ana "Nani" Ruiz', 'x'],
      [2, '5" pipe', 'y'],
    ],
  ],
  [
    'with a cell that begins with a quoted word',
    '"Ana" Ruiz,x\n"5" pipe",y\n',
    [
      [1, '"Ana" Ruiz', 'x'],
      [2, '"5" pipe"', 'y'],
    ],
  ],
] as const)('%s', async (_, text, wanted) => {
  for (const size of [1, 2, 3, 7, 1000]) expect(await read(text, ',', size)).toEqual(wanted);
});

test.each([';', '\t', '|'])('between %j', async (delimiter) => {
  expect(await read(`a${delimiter}"b${delimiter}c"\n`, delimiter)).toEqual([[1, 'a', `b${delimiter}c`]]);
});

describe('a quote that stays open is told by its line', () => {
  const rows = (count: number): string => Array.from({ length: count }, (_, at) => `row ${at},x\n`).join('');
  test.each([
    ['to the end', `name,note\n${rows(3)}"Ana,x\n${rows(96)}`, 5],
    ['until another is opened', `name,note\n${rows(3)}Ana,"5 inch\n${rows(20)}Ben,"6 inch\n`, 5],
    ['behind a cell of several lines', `name,note\n"one\ntwo","three\n${rows(5)}`, 3],
    ['behind empty lines', `name\n\n\n"Ana\n${rows(5)}`, 4],
  ])('%s', async (_, text, line) => {
    await expect(read(text)).rejects.toEqual(expect.objectContaining({ line, message: `a quote is opened in line ${line} and not closed` }));
    await expect(read(text)).rejects.toBeInstanceOf(OpenQuote);
  });

  test('before it fills the memory', async () => {
    const endless = async function* (): AsyncGenerator<string> {
      yield 'a\n"';
      for (;;) yield 'x'.repeat(65_536);
    };
    const all = async (): Promise<number> => {
      let count = 0;
      for await (const { line } of records(endless(), ',')) count += line;
      return count;
    };
    await expect(all()).rejects.toMatchObject({ line: 2 });
  });
});

test('what is written as CSV is read as it was', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é', ';') });
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 5 }), fc.nat(20), async (rows, size) => {
      const text = rows.map((row) => `${row.map(quoted).join(',')}\n`).join('');
      expect((await read(text, ',', size + 1)).map(([, ...cells]) => cells)).toEqual(rows);
    }),
  );
});
