import { cut, measureFor } from '../text/measure.ts';
import type { View } from '../text/view.ts';

/** A row of a boxed table: its cells, and the bar at its end, drawn in the columns that are left for it. */
export interface BoxedRow {
  readonly cells: readonly string[];
  readonly bar?: (width: number) => string;
}

/** With less room than this a bar says nothing, and is left out. */
const shortest = 8;
const longest = 40;

/**
 * A boxed table of a few rows for a terminal, drawn by cli-table3 and fitted to `view.width`: bars take what is left, then the first
 * column is cut. Every column but the first is right-aligned. Cells must be harmless already; lines end in a newline.
 */
export const boxed = async (head: readonly string[], rows: readonly BoxedRow[], view: View): Promise<string> => {
  const measure = await measureFor([...head, ...rows.flatMap(({ cells }) => cells)]);
  const widths = head.map((title, at) => Math.max(measure(title), ...rows.map(({ cells }) => measure(cells[at] ?? ''))));
  // A cell has a blank on either side, and a line in front; the last one also behind.
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
