import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { openPrinter } from '../../../../src/output/print.ts';
import { cut, measureForAny } from '../../../../src/output/text/measure.ts';
import { column } from '../../../../src/resources/resource.ts';
import { eventually } from '../../../support/eventually.ts';
import { heard, printed, viewWith, worldWith } from '../printed.ts';
import * as samples from '../samples.ts';
import { columnsOf, leads } from '../samples.ts';

const columns = [column('id', 'id'), column('name'), column('phone', 'phone'), column('score', 'number')];
const name = fc.string({ unit: 'grapheme', maxLength: 60 });

describe('a table on a terminal', () => {
  test('lines up by display width and fits, whatever the names', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 5 }), fc.integer({ min: 50, max: 130 }), async (names, width) => {
        const items = names.map((each, index) => ({ id: `lead_${index}`, name: each, phone: '+14155550133', score: index }));
        const { stdout } = await printed({ terminal: true, width }, (print) => print.list(items, columns));
        const [head = '', ...rows] = stdout.trimEnd().split('\n');
        const before = stringWidth(head.slice(0, head.indexOf('PHONE')));
        expect(rows).toHaveLength(items.length);
        for (const row of rows) {
          expect(stringWidth(row)).toBeLessThanOrEqual(width);
          expect(stringWidth(row.slice(0, row.indexOf('+14155550133')))).toBe(before);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('never cuts an id or a phone number, however narrow', async () => {
    for (let width = 10; width < 130; width += 7) {
      const { stdout } = await printed({ terminal: true, width }, (print) => print.list(leads, columnsOf('leads', 'list')));
      for (const { id, phone } of leads) {
        expect(stdout).toContain(id);
        expect(stdout).toContain(phone);
      }
    }
  });

  test('a narrow one drops empty columns, then shortens times, then drops what can be spared, and cuts names last', async () => {
    const now = Date.parse('2025-03-20T12:00:00Z');
    const row = { status: 'contacted', source: 'facebook', score: 52, created_at: '2025-03-01T09:12:00Z' };
    const named = (email: string | null) => [
      { id: 'lead_001', name: 'Maria Fernanda Ruiz', phone: '+14155550133', email, ...row },
      { id: 'lead_002', name: 'Kevin Sullivan', phone: '+819012345678', email, ...row },
    ];
    const shown = async (items: readonly unknown[], width: number) =>
      (await printed({ terminal: true, width, now }, (print) => print.list(items, columnsOf('leads', 'list')))).stdout;
    expect(await shown(named(null), 120)).toContain('EMAIL');
    for (const width of [98, 90, 85]) {
      const narrow = await shown(named(null), width);
      expect(narrow).toContain('Maria Fernanda Ruiz');
      expect(narrow).not.toContain('EMAIL');
    }
    const full = await shown(named('maria.fernanda.ruiz@example.com'), 85);
    expect(full).toContain('Maria Fernanda Ruiz');
    expect(full).toContain('19d ago');
    expect(full).not.toContain('EMAIL');
    expect(await shown(named('maria.fernanda.ruiz@example.com'), 120)).toContain('maria.fernanda.');
  });

  test('a column that was asked for stays, empty or not', async () => {
    const items = [{ id: 'lead_001', name: 'Maria Fernanda Ruiz', phone: '+14155550133' }];
    const view = { terminal: true, width: 44, columns: ['id', 'name', 'phone', 'email'] };
    expect((await printed(view, (print) => print.list(items, columnsOf('leads', 'list')))).stdout).toMatch(/email/i);
  });

  test('its time zone is told once where it is not the one of the machine', async () => {
    const view = { terminal: true, zone: 'America/New_York' };
    const list = (more: object, items: readonly unknown[] = leads) =>
      printed({ ...view, ...more }, (print) => print.list(items, columnsOf('leads', 'list')));
    expect((await list({})).stderr).toBe('Times are in America/New_York.\n');
    for (const more of [{ local: String }, { terminal: false }, { format: 'csv' }, { quiet: true }, { columns: ['id'] }])
      expect([more, (await list(more)).stderr]).toEqual([more, '']);
    expect((await list({}, [])).stderr).toBe('');
  });

  test('numbers stand to the right, null is empty', async () => {
    const items = [
      { id: '1', name: 'a', phone: null, score: 7 },
      { id: '2', name: null, phone: '+1415', score: 100 },
    ];
    const { stdout } = await printed({ terminal: true }, (print) => print.list(items, columns));
    expect(stdout).toBe('ID  NAME  PHONE  SCORE\n1   a                7\n2         +1415    100\n');
  });

  test('colour changes nothing but colour, and statuses have a sign without it', async () => {
    const table = (color: boolean) => printed({ terminal: true, width: 120, color }, (print) => print.list(leads, columnsOf('leads', 'list')));
    const [plain, colored] = [await table(false), await table(true)];
    expect(plain.stdout).not.toContain('\u001b');
    expect(colored.stdout).toMatch(/\u001b\[32m✓ converted/);
    expect(colored.stdout.replace(/\u001b\[\d+m/g, '')).toBe(plain.stdout);
    expect(plain.stdout).toContain('✓ converted');
  });

  test('rows that come late are drawn under the first, and what was read before a failure is shown', async () => {
    const out = heard(true);
    const items = (async function* (): AsyncGenerator<unknown> {
      yield leads[0];
      await eventually('the first row', () => out.text().includes('lead_001'));
      yield leads[1];
      throw new Failure('network', 'gone');
    })();
    const print = openPrinter(worldWith(out.sink, heard().sink), viewWith({ terminal: true, width: 120 }));
    await expect(print.list(items, columnsOf('leads', 'list'))).rejects.toMatchObject({ kind: 'network' });
    expect(
      out
        .text()
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(['ID', 'lead_001', 'lead_002']);
  });

  test('a long list goes on under the widths of its first hundred rows', async () => {
    const items = Array.from({ length: 250 }, (_, at) => ({
      id: `lead_${1000 + at}`,
      name: at < 100 ? 'Ana' : 'a longer name than any before',
      phone: '+1',
      score: at,
    }));
    const { stdout } = await printed({ terminal: true }, (print) => print.list(items, columns));
    const rows = stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(251);
    expect(new Set(rows.slice(1).map((row) => row.indexOf('+1'))).size).toBe(1);
  });

  test('names of fields that the service chose are harmless too', async () => {
    const item = { id: '1', 'evil\u001b[2J\u202e': 'x' };
    for (const terminal of [true, false]) {
      const list = await printed({ terminal }, (print) => print.list([item], []));
      const record = await printed({ terminal }, (print) => print.record(item, []));
      const csv = await printed({ terminal: true, format: 'csv' }, (print) => print.list([item], []));
      expect(list.stdout + record.stdout + csv.stdout).not.toMatch(/[\u001b\u202e]/);
    }
  });

  test('an empty list draws nothing', async () => {
    expect((await printed({ terminal: true }, (print) => print.list([], columns))).stdout).toBe('');
  });
});

describe('a table in a pipe', () => {
  test('cuts nothing at any width and keeps a row on a line', async () => {
    const long = { id: 'x'.repeat(200), name: 'a\tb\nc\r\nd', phone: '+14155550133', score: 3 };
    const { stdout } = await printed({ width: 20 }, (print) => print.list([long], columns));
    expect(stdout).toBe(`${long.id}\ta b↵c↵d\t+14155550133\t3\n`);
  });
});

describe('cutting', () => {
  test('never splits a grapheme and never exceeds the width', async () => {
    const measure = await measureForAny();
    const segmenter = new Intl.Segmenter();
    fc.assert(
      fc.property(name, fc.integer({ min: 2, max: 40 }), (text, width) => {
        const short = cut(text, width, measure);
        if (short === text) return stringWidth(text) <= width;
        const kept = short.slice(0, -1);
        const ends = [...segmenter.segment(text)].map(({ index }) => index);
        const whole = text.startsWith(kept) && ends.includes(kept.length);
        return short.endsWith('…') && whole && stringWidth(short) <= width;
      }),
    );
    expect(cut('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 5, measure)).toBe('👩‍👩‍👧👩‍👩‍👧…');
    expect(cut('田中太郎', 6, measure)).toBe('田中…');
  });
});

describe('a table on a terminal of 80 columns', () => {
  const now = Date.parse('2025-03-04T12:00:00Z');
  const linesAt80 = async (resource: string, items: readonly unknown[], width = 80): Promise<string[]> => {
    const { stdout } = await printed({ terminal: true, width, now }, (print) => print.list(items, columnsOf(resource, 'list')));
    return stdout.trimEnd().split('\n');
  };

  test.each([
    ['agents', samples.agents, 'ID'],
    ['calls', samples.calls, 'ID'],
    ['leads', samples.leads, 'ID'],
    ['messages', samples.messages, 'ID'],
    ['appointments', samples.appointments, 'ID'],
    ['webhooks', samples.webhooks, 'ID'],
  ] as const)('%s: a row each, under headings', async (resource, items, head) => {
    const lines = await linesAt80(resource, items);
    expect(lines[0]?.split(' ')[0]).toBe(head);
    expect(lines).toHaveLength(items.length + 1);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  test('times, headings and directions get shorter before texts are cut, and statuses last', async () => {
    const one = [{ ...samples.calls[0], to: '+14155550100' }];
    expect(await linesAt80('calls', one, 120)).toEqual([
      'ID           TIME              DIRECTION  CALLER        TO            LENGTH  STATUS       SENTIMENT',
      'call_xyz789  2025-03-01 10:12  inbound    +14155550133  +14155550100  2m 22s  ✓ completed  ✓ positive',
    ]);
    expect(await linesAt80('calls', one, 100)).toEqual([
      'ID           TIME         DIR  CALLER        TO               LEN  STATUS       MOOD',
      'call_xyz789  Mar 1 10:12  in   +14155550133  +14155550100  2m 22s  ✓ completed  ✓ positive',
    ]);
    expect(await linesAt80('calls', one)).toEqual([
      'ID           TIME    DIR  CALLER        TO               LEN  STATUS      MOOD',
      'call_xyz789  3d ago  in   +14155550133  +14155550100  2m 22s  ✓ complet…  ✓ pos…',
    ]);
  });

  test('too narrow for that: a card a row, labels and values below each other, a line between two', async () => {
    expect((await linesAt80('calls', samples.calls, 40)).slice(0, 9)).toEqual([
      'call_xyz789',
      '  time       2025-03-01 10:12',
      '  direction  inbound',
      '  caller     +14155550133',
      '  length     2m 22s',
      '  status     ✓ completed',
      '  sentiment  ✓ positive',
      '',
      'call_xyz790',
    ]);
  });
});

test('what stands aside is left out of tables of any width and of pipes, is there where it is asked for, and is in csv', async () => {
  const list = (view: Parameters<typeof printed>[0]) => printed(view, (print) => print.list(samples.calls, columnsOf('calls', 'list')));
  const agents = samples.calls.map(({ agent_id }) => agent_id);
  for (const view of [{ terminal: true, width: 200 }, { terminal: true, width: 40 }, {}]) {
    expect((await list(view)).stdout).not.toContain(agents[0]);
  }
  expect((await list({ columns: ['agent_id'] })).stdout.trim().split('\n')).toEqual(agents);
  expect((await list({ format: 'csv' })).stdout.split('\n')[0]).toMatch(/,agent_id/);
});
