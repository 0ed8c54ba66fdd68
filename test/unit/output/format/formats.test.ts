import { parse as parseCsv } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { Failure } from '../../../../src/errors.ts';
import { at } from '../../../../src/output/format/path.ts';
import { openPrinter } from '../../../../src/output/print.ts';
import type { Format, View } from '../../../../src/output/text/view.ts';
import { eventually } from '../../../support/eventually.ts';
import { heard, type Printed, printed, viewWith, worldWith } from '../printed.ts';
import { call, columnsOf, leads } from '../samples.ts';

const columns = columnsOf('leads', 'list');
const listed = (view: Partial<View>, items: Iterable<unknown> | AsyncIterable<unknown> = leads): Promise<Printed> =>
  printed(view, (print) => print.list(items, columns));

/** Yields two items, then fails, as when a later page cannot be read. */
async function* broken(): AsyncGenerator<unknown> {
  yield leads[0];
  yield leads[1];
  throw new Failure('network', 'the line is cut');
}

describe('json', () => {
  test('is byte for byte what JSON.stringify writes, but for controls that a terminal would obey', async () => {
    const { stdout } = await listed({ format: 'json' });
    expect(JSON.parse(stdout)).toEqual(leads);
    expect(stdout).toBe(`${JSON.stringify(leads, null, 2).replaceAll('\u202e', '\\u202e')}\n`);
  });

  test('escapes DEL, C1 and bidi controls, and stays the same value', async () => {
    const nasty = { id: 'x', '\u009bkey': 'a\u007fb\u0085c\u009bd\u202e\u2066\u200f\u061c\u2028' };
    for (const format of ['json', 'jsonl'] as const) {
      const { stdout } = await printed({ format }, (print) => print.record(nasty, []));
      expect(JSON.parse(stdout)).toEqual(nasty);
      expect(stdout).not.toMatch(/[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
    }
  });

  test('an empty list is an empty array', async () => {
    expect((await listed({ format: 'json' }, [])).stdout).toBe('[]\n');
  });

  test('the array is closed when the items end in a failure, which is thrown again', async () => {
    const { stdout, failure } = await listed({ format: 'json' }, broken());
    expect(JSON.parse(stdout)).toEqual([leads[0], leads[1]]);
    expect(failure).toMatchObject({ kind: 'network' });
  });

  test('nothing is printed when not one item could be read', async () => {
    const items: AsyncIterable<unknown> = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Failure('authentication', 'no')) }),
    };
    const { stdout, failure } = await listed({ format: 'json' }, items);
    expect(stdout).toBe('');
    expect(failure).toMatchObject({ kind: 'authentication' });
  });

  test('a record is printed as it came, unknown fields included', async () => {
    const value = { ...call, later: { added: [1, null] } };
    const { stdout } = await printed({ format: 'json' }, (print) => print.record(value, columnsOf('calls', 'get')));
    expect(stdout).toBe(`${JSON.stringify(value, null, 2)}\n`);
  });

  test('--columns picks fields, dotted paths reach inside, and what is not there is null', async () => {
    const { stdout } = await printed({ format: 'json', columns: ['id', 'transcript.0.text', 'transcript.7.text'] }, (print) =>
      print.record(call, columnsOf('calls', 'get')),
    );
    expect(JSON.parse(stdout)).toEqual({ id: 'call_xyz789', 'transcript.0.text': call.transcript[0]?.text, 'transcript.7.text': null });
  });
});

describe('items are written as they come', () => {
  test.each<[Format, string]>([
    ['json', '"lead_001"'],
    ['jsonl', '"lead_001"'],
    ['csv', 'lead_001'],
    ['tsv', 'lead_001'],
    ['yaml', 'lead_001'],
    ['id', 'lead_001\n'],
    ['table', 'lead_001\t'],
  ])('%s', async (format, mark) => {
    const out = heard();
    let seen = '';
    const items = (async function* (): AsyncGenerator<unknown> {
      yield leads[0];
      // Continues only after the first item has been printed.
      seen = await eventually('the first item', () => out.text().includes(mark) && out.text());
    })();
    await openPrinter(worldWith(out.sink, heard().sink), viewWith({ format })).list(items, columns);
    expect(seen).toContain(mark);
  });
});

test('jsonl is one object a line, and nothing for an empty list', async () => {
  const { stdout } = await listed({ format: 'jsonl' });
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(leads);
  expect((await listed({ format: 'jsonl' }, [])).stdout).toBe('');
});

describe('csv and tsv', () => {
  test('csv in a pipe is exact and has a header', async () => {
    const items = [{ id: '1', name: 'tab\there "quoted", \r\nline\u202e\u001b[31m', phone: '+14155550133', tags: ['a', 'b'], score: 1.5 }];
    const { stdout } = await listed({ format: 'csv' }, items);
    const [row] = parseCsv(stdout, { columns: true });
    expect(row).toMatchObject({ id: '1', name: items[0]?.name, phone: '+14155550133', tags: 'a,b', score: '1.5', email: '' });
    expect(stdout.startsWith(columns.map((column) => column.path).join(','))).toBe(true);
    expect(stdout.startsWith('\ufeff')).toBe(false);
  });

  test('tsv is a record a line, with escapes and without quotes', async () => {
    const items = [{ id: '1', name: 'a\tb "c"\r\nd\\n', phone: '"', tags: ['x'] }];
    const { stdout } = await listed({ format: 'tsv', columns: ['id', 'name', 'phone', 'tags'] }, items);
    expect(stdout).toBe('id\tname\tphone\ttags\n1\ta\\tb "c"\\r\\nd\\\\n\t"\tx\n');
  });

  test('on a terminal no cell can drive it', async () => {
    const { stdout } = await listed({ format: 'csv', terminal: true });
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
  });

  test('the header is there for an empty list too', async () => {
    expect((await listed({ format: 'csv' }, [])).stdout).toBe(`${columns.map((column) => column.path).join(',')}\n`);
  });

  test('--safe-csv takes the harm out of formulas and leaves phone numbers and numbers alone', async () => {
    const names = ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\tx', '\rx', '+14155550133', '-5', 'plain = fine'];
    const items = names.map((name, score) => ({ id: 'x', name, phone: '+14155550133', score: -score }));
    const { stdout } = await listed({ format: 'csv', safeCsv: true, columns: ['name', 'phone', 'score'] }, items);
    const read = parseCsv(stdout, { columns: true });
    expect(read.map((row) => at(row, 'name'))).toEqual([
      "'=1+1",
      "'+cmd",
      "'-2+3",
      "'@SUM(A1)",
      "'\tx",
      "'\rx",
      '+14155550133',
      '-5',
      'plain = fine',
    ]);
    expect(read[1]).toMatchObject({ phone: '+14155550133', score: '-1' });
  });
});

describe('yaml', () => {
  test('reads back as the same values, also by a reader of YAML 1.1', async () => {
    const items = [{ id: 'no', phone: '+14155550133', time: '12:30', zip: '0123', flag: 'yes', text: 'a\u0085b\u202ec\u001b[0m\nd' }, ...leads];
    const { stdout } = await listed({ format: 'yaml' }, items);
    expect(parseYaml(stdout)).toEqual(items);
    expect(parseYaml(stdout, { version: '1.1' })).toEqual(items);
    expect(stdout).not.toMatch(/[\u0085\u001b\u202e]/);
  });

  test('an empty list is an empty sequence', async () => {
    expect((await listed({ format: 'yaml' }, [])).stdout).toBe('[]\n');
  });
});

describe('id', () => {
  test('one id per line', async () => {
    expect((await listed({ format: 'id' })).stdout).toBe('lead_001\nlead_002\nlead_003\nlead_004\n');
  });

  test('an answer without an id is told', async () => {
    const { failure, stdout } = await printed({ format: 'id' }, (print) => print.record({ minutes_used: 3 }, []));
    expect(failure).toMatchObject({ kind: 'usage' });
    expect(stdout).toBe('');
  });
});

describe('--columns', () => {
  test('one that is neither declared nor in the answer fails before anything is printed, with a suggestion and the known ones', async () => {
    for (const format of ['table', 'json', 'csv'] as const) {
      const { stdout, failure } = await listed({ format, columns: ['id', 'nmae'] });
      expect(stdout).toBe('');
      expect(failure).toMatchObject({ kind: 'usage', exitCode: 2, details: { hint: expect.stringMatching(/Did you mean `name`\?.*score/) } });
    }
  });

  test('a heading that was typed is answered with its field', async () => {
    const { failure } = await listed({ columns: ['CREATED'] });
    expect(failure).toMatchObject({ details: { hint: expect.stringContaining('Did you mean `created_at`?') } });
  });

  test('an undeclared field is found in any of the first items', async () => {
    const { stdout, failure } = await listed({ format: 'csv', columns: ['id', 'added'] }, [{ id: '1' }, { id: '2', added: 'yes' }, { id: '3' }]);
    expect(failure).toBeUndefined();
    expect(stdout).toBe('id,added\n1,\n2,yes\n3,\n');
  });

  test('nothing can be said of an empty list', async () => {
    const { stdout, failure } = await listed({ format: 'csv', columns: ['recording_url'] }, []);
    expect(failure).toBeUndefined();
    expect(stdout).toBe('recording_url\n');
  });

  test('after a change it is a warning, and the answer is shown', async () => {
    const { stdout, stderr, failure } = await printed({ columns: ['id', 'nmae'] }, (print) => print.record(leads[0], columns, { changed: true }));
    expect(failure).toBeUndefined();
    expect(stdout).toBe('id\tlead_001\nnmae\t\n');
    expect(stderr).toContain('`nmae`');
  });
});

describe('lists of what was changed', () => {
  test('show the fields that the answers have', async () => {
    const { stdout } = await printed({}, (print) => print.list([{ id: 'agent_1', deleted: true }], columnsOf('agents', 'delete'), { changed: true }));
    expect(stdout).toBe('agent_1\ttrue\n');
  });
});
