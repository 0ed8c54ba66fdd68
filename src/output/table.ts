import type { ChalkInstance } from 'chalk';
import type { Column } from '../resources/resource.ts';
import { shownCell, whole } from './cell.ts';
import { cut, fill, measureFor, measureForAny, type Width } from './measure.ts';
import { at } from './path.ts';
import { safe } from './safe.ts';
import { markOf } from './status.ts';
import type { View } from './view.ts';

/** Between two columns. */
const gap = '  ';
/** The least that a column which may be cut keeps. */
const least = 8;
/** What a column which may be cut gets at least, if there is room, while rows are still to come. */
const roomy = 24;

/** The heading of a column, harmless: its path may be a name that the service chose. */
export const heading = (column: Column): string => column.title ?? safe(column.path.replaceAll(/[._]/g, ' ').toUpperCase());

/**
 * The widths of the columns in a terminal of `room` display columns; undefined where not even cut texts would fit, since
 * ids, numbers and times are never cut.
 */
export const fitted = (natural: readonly number[], flexible: readonly boolean[], room: number): readonly number[] | undefined => {
  let widths = [...natural];
  const used = (): number => widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1);
  // Takes from the widest first, so that short texts stay whole as long as possible.
  for (let cap = Math.max(0, ...widths.filter((_, index) => flexible[index])) - 1; used() > room && cap >= least; cap--) {
    widths = widths.map((width, index) => (flexible[index] ? Math.min(width, cap) : width));
  }
  return used() <= room ? widths : undefined;
};

/** Draws rows that come in pieces: the first piece fixes the widths. */
export interface Table {
  rows(items: readonly unknown[]): string;
}

const tint = (text: string, column: Column, value: unknown, chalk: ChalkInstance): string => {
  if (column.kind === 'status' && typeof value === 'string') {
    const { color } = markOf(value);
    return color ? chalk[color](text) : text;
  }
  return column.kind === 'time' ? chalk.dim(text) : text;
};

const right = (column: Column): boolean => column.kind === 'number' || column.kind === 'duration';

/**
 * A table for a terminal, from its first rows. Drawn here and not by a library: rows stream, cells are cut by grapheme, and
 * widths must be right for CJK and emoji, which the table libraries at hand do not offer.
 * Too narrow: a card a row, with as many `label value` pairs on a line as fit.
 */
export const openTable = async (
  columns: readonly Column[],
  first: readonly unknown[],
  complete: boolean,
  view: View,
  chalk: ChalkInstance,
): Promise<{ readonly head: string; readonly table: Table }> => {
  const textsOf = (item: unknown): string[] => columns.map((column) => shownCell(at(item, column.path), column.kind, view));
  const titles = columns.map(heading);
  const firstTexts = first.map(textsOf);
  // Rows that come later may need the wide measure though the first do not, so a list that goes on always has it.
  const measure = await (complete ? measureFor(firstTexts.flat()) : measureForAny());
  const natural = titles.map((title, index) => Math.max(measure(title), ...firstTexts.map((texts) => measure(texts[index] ?? ''))));
  const flexible = columns.map((column) => !whole.has(column.kind));
  const spacious = natural.map((width, index) => (flexible[index] ? Math.max(width, roomy) : width));
  const widths = (complete ? undefined : fitted(spacious, flexible, view.width)) ?? fitted(natural, flexible, view.width);
  if (!widths) return { head: '', table: cards(columns, textsOf, measure, view, chalk) };
  const line = (texts: readonly string[], colored: (text: string, index: number) => string): string =>
    texts
      .map((text, index) => {
        const column = columns[index];
        const width = widths[index] ?? 0;
        if (!column) return '';
        const shown = flexible[index] ? cut(text, width, measure) : text;
        const last = index === texts.length - 1 && !right(column);
        return colored(last ? shown : fill(shown, width, measure, right(column)), index);
      })
      .join(gap)
      .trimEnd();
  return {
    head: `${line(titles, (text) => chalk.bold(text))}\n`,
    table: {
      rows: (items) =>
        items
          .map((item) => {
            const colored = (text: string, index: number): string => {
              const column = columns[index];
              return column ? tint(text, column, at(item, column.path), chalk) : text;
            };
            return `${line(textsOf(item), colored)}\n`;
          })
          .join(''),
    },
  };
};

const cards = (columns: readonly Column[], textsOf: (item: unknown) => string[], measure: Width, view: View, chalk: ChalkInstance): Table => {
  const card = (item: unknown): string => {
    const lines: string[] = [];
    let line = '';
    let used = 0;
    textsOf(item).forEach((text, index) => {
      const column = columns[index];
      if (!column || text === '') return;
      const label = index === 0 ? '' : `${heading(column).toLowerCase()}: `;
      const room = view.width - 2 - label.length;
      const shown = whole.has(column.kind) ? text : cut(text, Math.max(least, room), measure);
      const width = label.length + measure(shown);
      const pair = chalk.dim(label) + (index === 0 ? chalk.bold(shown) : tint(shown, column, at(item, column.path), chalk));
      if (line && index > 1 && 2 + used + 3 + width <= view.width) {
        line += `   ${pair}`;
        used += 3 + width;
        return;
      }
      if (line) lines.push(line);
      line = index === 0 ? pair : `  ${pair}`;
      used = width;
    });
    if (line) lines.push(line);
    return lines.map((each) => `${each}\n`).join('');
  };
  return { rows: (items) => items.map(card).join('') };
};
