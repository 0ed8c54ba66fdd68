import { describe, expect, test } from 'vitest';
import { checkQuery } from '../../../../src/output/format/query.ts';
import type { View } from '../../../../src/output/text/view.ts';
import { type Printed, printed } from '../printed.ts';
import { call, columnsOf, leads } from '../samples.ts';

const listed = (query: string, view: Partial<View> = {}): Promise<Printed> =>
  printed({ query, ...view }, (print) => print.list(leads, columnsOf('leads', 'list')));

describe('--query is applied to what json would print', () => {
  test('a text or a number alone is printed as it is', async () => {
    expect((await listed('[0].phone')).stdout).toBe('+818012345678\n');
    expect((await listed('length(@)')).stdout).toBe('4\n');
    const summary = await printed({ query: 'summary' }, (print) => print.record(call, columnsOf('calls', 'get')));
    expect(summary.stdout).toBe(`${call.summary}\n`);
  });

  test('on a terminal that text is harmless', async () => {
    const { stdout } = await listed('[2].name', { terminal: true });
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
    expect(stdout).toContain('\\x1b[31mred');
  });

  test('anything else is JSON, and null is nothing', async () => {
    expect(JSON.parse((await listed('[].id')).stdout)).toEqual(['lead_001', 'lead_002', 'lead_003', 'lead_004']);
    expect((await listed('nothing')).stdout).toBe('');
    expect((await listed('nothing', { format: 'json' })).stdout).toBe('null\n');
  });

  test('goes through the other formats', async () => {
    expect((await listed('[:2].id', { format: 'jsonl' })).stdout).toBe('"lead_001"\n"lead_002"\n');
    expect((await listed('[:2].[id, score]', { format: 'tsv' })).stdout).toBe('lead_001\t87\nlead_002\t7.5\n');
    expect((await listed('[:2].{id: id, s: score}', { format: 'csv' })).stdout).toBe('id,s\nlead_001,87\nlead_002,7.5\n');
    expect((await listed('[?score > `50`]', { format: 'id' })).stdout).toBe('lead_001\nlead_004\n');
    expect((await listed('[0].tags', { format: 'yaml' })).stdout).toBe('- vip\n- spring\n');
  });

  test('sees the fields that --columns leaves', async () => {
    const { stdout } = await listed('[0]', { format: 'json', columns: ['id'] });
    expect(JSON.parse(stdout)).toEqual({ id: 'lead_001' });
  });
});

describe('mistakes', () => {
  test.each([['.id'], ['.[].id'], ['.']])('%s is told to be jq', async (query) => {
    await expect(checkQuery(query)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('JMESPath') });
  });

  test.each([['[?x'], ['a.'], ['length(@'], ['[].lenght(@)'], ['[?nothing_like_it(a)]']])('%s is no expression', async (query) => {
    await expect(checkQuery(query)).rejects.toMatchObject({ kind: 'usage', exitCode: 2 });
  });

  test('an expression that does not fit the answer is a mistake of who reads', async () => {
    const { failure, stdout } = await listed('sum([].name)');
    expect(failure).toMatchObject({ kind: 'usage' });
    expect(stdout).toBe('');
  });

  test('but after a change the answer is shown with a warning', async () => {
    const { failure, stdout, stderr } = await printed({ query: 'sum(name)' }, (print) => print.record(leads[0], [], { changed: true }));
    expect(failure).toBeUndefined();
    expect(JSON.parse(stdout)).toEqual(leads[0]);
    expect(stderr).toContain('showing the whole response');
  });

  test('a mistake is found before the first item is asked for', async () => {
    let asked = false;
    const items = (function* (): Generator<unknown> {
      asked = true;
      yield leads[0];
    })();
    const { failure } = await printed({ query: '[?' }, (print) => print.list(items, []));
    expect(failure).toMatchObject({ kind: 'usage' });
    expect(asked).toBe(false);
  });
});
