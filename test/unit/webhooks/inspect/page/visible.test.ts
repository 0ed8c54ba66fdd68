import { expect, test } from 'vitest';
import { clock, counted, size, visible } from '../../../../../src/webhooks/inspect/page/visible.ts';

test('characters that disguise a text are shown by their number', () => {
  expect(visible('a\u202eb\u0007\tc\n')).toBe('a\\u202eb\\u0007\tc\n');
});

test('times, counts and sizes are short', () => {
  const noon = new Date(2026, 10, 29, 12, 5, 9).getTime();
  expect(clock(noon, noon)).toBe('12:05:09');
  expect(clock(noon, noon + 86_400_000)).toBe('Nov 29 12:05:09');
  expect([counted(1, 'delivery', 'deliveries'), counted(10_000, 'delivery', 'deliveries')]).toEqual(['1 delivery', '10,000 deliveries']);
  expect([size(1), size(1536), size(5_242_880)]).toEqual(['1 byte', '1.5 KiB', '5.0 MiB']);
});
