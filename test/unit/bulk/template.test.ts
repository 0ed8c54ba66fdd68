import { describe, expect, test } from 'vitest';
import { faultOfCell, unquoted, valuesOf } from '../../../src/bulk/cells.ts';
import { checkTemplate, columnsIn, fillTemplate } from '../../../src/bulk/template.ts';

const columns = ['Full Name', 'to'];

describe('a text with placeholders', () => {
  test.each([
    'Hi {{Full Name}',
    'Hi {{Full Name',
    'Hi Full Name}}',
    'Hi {{}}',
    'Hi {{ }}',
    'Hi {{{Full Name}}}',
    'Hi {{Full Name}}}',
    'Hi \uff5b\uff5bFull Name\uff5d\uff5d',
  ])('%j: its braces do not match, or hold nothing', (body) =>
    expect(() => checkTemplate(body, columns, '--body')).toThrow(/--body: the placeholder at `.*` is empty, or its braces do not match/),
  );
  test.each([
    'Hi {Full Name}',
    'Hi {full_name}',
    'Hi [Full Name]',
    'Hi [[Full Name]]',
    'Hi <Full Name>',
    'Hi <<Full Name>>',
    'Hi *|FULL NAME|*',
    'Hi $' + '{Full Name}',
    'Hi {%Full Name%}',
  ])('%j: a placeholder of another program', (body) =>
    expect(() => checkTemplate(body, columns, '--body')).toThrow(
      expect.objectContaining({ kind: 'usage', details: { hint: 'Write {{Full Name}}.' } }),
    ),
  );
  test.each(['Hi {{Full Name}}', 'Hi {{ full name }}', 'Hi {{FULL_NAME}}!', 'Hi {smile} [sic] <3 50% off 5%', 'no placeholder'])(
    '%j is fine',
    (body) => expect(() => checkTemplate(body, columns, '--body')).not.toThrow(),
  );
  test('a column that is not there is named', () => expect(() => checkTemplate('Hi {{nane}}', columns, '--body')).toThrow('no column `nane`'));

  test('is filled, and empty cells are told', () => {
    expect(fillTemplate('{{full name}}, {{ to }}', { 'Full Name': 'Ana', to: '\u200b ' })).toEqual({ text: 'Ana, \u200b ', empty: ['to'] });
    expect(columnsIn('{{full_name}} {{full name}}', columns)).toEqual(['Full Name', 'Full Name']);
  });
});

describe('a cell', () => {
  const none =
    '#N/A #REF! #NAME? #DIV/0! #VALUE! #NUM! #NULL! #SPILL! #BEZUG! #NV #N/D #¡REF! #¿NOMBRE? Err:502 ####### null NULL undefined NaN nan None \\N n/a';
  test.each(none.split(' '))('%s is no value', (cell) => expect(faultOfCell(cell)).toContain(cell));
  test.each(['', 'Null', 'Nan', '#1', '#vip', 'Ana', '0', '-', 'Annull'])('%j may be one', (cell) => expect(faultOfCell(cell)).toBeUndefined());

  test('may hold several', () => {
    expect(valuesOf('a|b; c,d')).toEqual(['a', 'b', 'c', 'd']);
    expect(valuesOf('["a, b","c"]')).toEqual(['a, b', 'c']);
    expect(valuesOf('[a], b')).toEqual(['[a]', 'b']);
  });

  test('loses the apostrophe of --safe-csv, and no other', () => {
    expect(unquoted("'=HYPERLINK(1)")).toBe('=HYPERLINK(1)');
    expect(unquoted("''=x")).toBe("'=x");
    expect(unquoted("'t Hooft")).toBe("'t Hooft");
  });
});
