import { cut, measureFor } from '../text/measure.ts';
import type { View } from '../text/view.ts';

/** A row of a boxed table: its cells, and the bar at its end, drawn in the remaining columns. */
export interface BoxedRow {
  readonly cells: readonly string[];
  readonly bar?: (width: number) => string;
}

/** With less room than this, a bar is meaningless and is omitted. */
const shortest = 8;
const longest = 40;

/**
 * Returns a boxed table of a few rows for a terminal, drawn by cli-table3 and fitted to `view.width`: bars get the remaining space, then the first
 * column is cut. All columns except the first are right-aligned. Cells must already be safe; lines end in a newline.
 */
export const boxed = async (head: readonly string[], rows: readonly BoxedRow[], view: View): Promise<string> => {
  const measure = await measureFor([...head, ...rows.flatMap(({ cells }) => cells)]);
  const widths = head.map((title, at) => Math.max(measure(title), ...rows.map(({ cells }) => measure(cells[at] ?? ''))));
  // A cell has a space on either side and a line before it; the last one also has a line after it.
  const taken = widths.reduce((sum, width) => sum + width + 3, 1);
  const room = Math.min(longest, view.width - taken - 3);
  const bars = room >= shortest && rows.some(({ bar }) => bar !== undefined);
  const first = Math.max(4, (widths[0] ?? 0) - Math.max(0, taken - view.width));
  const { default: Table } = await import('cli-table3');
  const table = new Table({
    head: bars ? [...head, ''] : [...head],
    colAligns: [...head.map((_, at) => (at === 0 ? ('left' as const) : ('right' as const))), 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { cells, bar } of rows) {
    const [label = '', ...others] = cells;
    table.push([cut(label, first, measure), ...others, ...(bars ? [bar?.(room) ?? ''] : [])]);
  }
  return `${table.toString()}\n`;
};
