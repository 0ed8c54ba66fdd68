import type { ChalkInstance } from 'chalk';
import type { Column } from '../../resources/resource.ts';
import { shownCell, whole } from '../format/cell.ts';
import { at } from '../format/path.ts';
import { heading } from '../text/heading.ts';
import { cut, fill, type Width } from '../text/measure.ts';
import { tint } from '../text/tint.ts';
import type { View } from '../text/view.ts';
import { wrap } from '../text/wrap.ts';
import type { Table } from './rows.ts';

/** The minimum space for a value that may be cut, beside its label. */
const least = 8;

/** The maximum number of lines for a text before it is cut. */
const most = 3;

const rowsOf = (text: string, room: number, measure: Width): readonly string[] => {
  const rows = wrap(text, room).split('\n');
  return [...rows.slice(0, most - 1), ...(rows.length < most ? [] : [rows.slice(most - 1).join(' ')])].map((row) => cut(row, room, measure));
};

/** Draws each row as a card when a table does not fit: the first column, then one line per value, with labels and values aligned. */
export const openCards = (columns: readonly Column[], measure: Width, view: View, chalk: ChalkInstance): Table => {
  const labels = columns.map((column) => heading(column).toLowerCase());
  const beside = Math.max(0, ...labels.slice(1).map(measure)) + 2;
  let any = false;
  const card = (item: unknown): string => {
    const lines = columns.flatMap((column, index) => {
      const value = at(item, column.path);
      const text = shownCell(value, column.kind, view);
      if (text === '') return [];
      if (index === 0) return [chalk.bold(text)];
      const label = `  ${chalk.dim(fill(labels[index] ?? '', beside, measure))}`;
      const [first = '', ...more] = whole.has(column.kind) ? [text] : rowsOf(text, Math.max(least, view.width - 2 - beside), measure);
      return [label + tint(first, column, value, chalk), ...more.map((row) => ' '.repeat(2 + beside) + tint(row, column, value, chalk))];
    });
    const between = any ? '\n' : '';
    any = true;
    return between + lines.map((line) => `${line}\n`).join('');
  };
  return { rows: (items) => items.map(card).join('') };
};
