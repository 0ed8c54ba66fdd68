import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Collection, type Seeded } from '../../../../src/sandbox/data/collection.ts';

type Row = { readonly id: string; readonly size: number };

const seeded = (count: number): Seeded<Row> => ({
  count,
  at: (place) => ({ id: `r${place}`, size: (place * 7) % 5 }),
  placeOf: (id) => (/^r\d+$/.test(id) && Number(id.slice(1)) < count ? Number(id.slice(1)) : undefined),
});

/** Returns all rows, read page by page. */
const pages = (rows: Collection<Row>, wanted: Parameters<Collection<Row>['page']>[0], limit: number): Row[] => {
  const read: Row[] = [];
  for (let offset = 0; ; offset += limit) {
    const page = rows.page(wanted, offset, limit);
    read.push(...page.rows);
    if (page.rows.length === 0) return read;
  }
};

test('whatever is added, changed and removed, it holds what a plain list would', () => {
  const step = fc.record({ act: fc.constantFrom('add', 'change', 'remove'), which: fc.nat(12), size: fc.nat(5) });
  fc.assert(
    fc.property(fc.nat(8), fc.array(step, { maxLength: 20 }), fc.integer({ min: 1, max: 4 }), (count, steps, limit) => {
      const rows = new Collection(seeded(count));
      let plain: Row[] = Array.from({ length: count }, (_, place) => seeded(count).at(place));
      steps.forEach(({ act, which, size }, number) => {
        const id = plain[which]?.id ?? 'nobody';
        if (act === 'add') plain = [rows.add({ id: `n${number}`, size }), ...plain];
        if (act === 'change' && rows.find(id)) plain = plain.map((row) => (row.id === id ? rows.replace({ id, size }) : row));
        if (act === 'remove') {
          expect(rows.remove(id)).toBe(plain.some((row) => row.id === id));
          plain = plain.filter((row) => row.id !== id);
        }
      });
      expect([...rows.all()]).toEqual(plain);
      expect(rows.total).toBe(plain.length);
      expect(pages(rows, { key: 'all' }, limit)).toEqual(plain);
      expect(pages(rows, { key: 'big', test: ({ size }) => size > 2 }, limit)).toEqual(plain.filter(({ size }) => size > 2));
      const compare = (a: unknown, b: unknown): number => Number(a) - Number(b);
      expect(pages(rows, { key: 'by size', by: ({ size }) => size, compare }, limit)).toEqual(plain.toSorted((a, b) => a.size - b.size));
      for (const row of plain) expect(rows.find(row.id)).toEqual(row);
      // The saved changes restore the same rows.
      expect([...new Collection(seeded(count), rows.changes()).all()]).toEqual(plain);
    }),
  );
});

test('a page of a million rows makes only its own rows', () => {
  let made = 0;
  const rows = new Collection<Row>({
    count: 1_000_000,
    at: (place) => {
      made += 1;
      return { id: `r${place}`, size: 0 };
    },
    placeOf: () => undefined,
  });
  expect(rows.page({ key: '' }, 999_990, 100)).toMatchObject({ total: 1_000_000, rows: { length: 10 } });
  expect(made).toBe(10);
});
