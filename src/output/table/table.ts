import type { ChalkInstance } from 'chalk';
import type { CellKind, Column } from '../../resources/resource.ts';
import { type Room, shownCell, whole } from '../format/cell.ts';
import { at } from '../format/path.ts';
import { heading } from '../text/heading.ts';
import { cut, fill, measureFor, measureForAny } from '../text/measure.ts';
import { tint } from '../text/tint.ts';
import type { View } from '../text/view.ts';
import type { Table } from './rows.ts';
import { type Flexibility, fitted, gap } from './widths.ts';

/** The minimum width of a column that may be cut while more rows are coming, if there is room. */
const roomy = 24;

/** The width of the longest status of the API with its sign. A longer one is a sentence, and cut like any other text. */
const longestStatus = 13;

const flexibilityOf = (kind: CellKind, way: Room, width: number): Flexibility => {
  if (kind === 'status') return width > longestStatus ? 'text' : way === 'least' ? 'status' : 'never';
  if (kind === 'url') return 'url';
  return whole.has(kind) ? 'never' : 'text';
};

const right = (column: Column): boolean => column.kind === 'number' || column.kind === 'duration';

/** The layout of a table. */
interface Layout {
  readonly columns: readonly Column[];
  readonly way: Room;
  readonly titles: readonly string[];
  readonly flexibility: readonly Flexibility[];
  readonly widths: readonly number[];
}

/**
 * Opens a table for a terminal, based on its first rows. Drawn here and not by a library: rows stream, cells are cut by grapheme, and widths must be
 * right for CJK and emoji, which the available table libraries do not offer. On a narrow terminal, empty columns are left out, and headings, times and
 * then texts get shorter; ids, numbers and phone numbers are never cut. If it is too narrow, or narrower than `cardsBelow` columns, each row becomes a
 * card.
 */
export const openTable = async (
  declared: readonly Column[],
  first: readonly unknown[],
  complete: boolean,
  view: View,
  chalk: ChalkInstance,
  cardsBelow = 0,
): Promise<{ readonly head: string; readonly table: Table }> => {
  const textsOf = (item: unknown, way: Room, columns: readonly Column[]): string[] =>
    columns.map((column) => shownCell(at(item, column.path), column.kind, view, way));
  // Later rows may contain CJK or emoji even if the first do not, so a list with more to come always loads the width tables.
  const measure = await (complete ? measureFor(first.flatMap((item) => textsOf(item, 'column', declared))) : measureForAny());
  const isFilled = ({ path, kind }: Column): boolean => first.some((item) => shownCell(at(item, path), kind, view) !== '');
  // What was asked for by name is shown, and so is what later rows may fill.
  const filled = complete && view.columns === undefined ? declared.filter(isFilled) : declared;
  const kept = view.columns === undefined ? filled.filter(({ aside }) => aside !== 'narrow') : filled;
  const layouts = [
    [declared, 'column', 'comfortable'],
    [filled, 'column', 'comfortable'],
    [filled, 'narrow', 'comfortable'],
    // Times get shorter before names do.
    [filled, 'least', 'comfortable'],
    [kept, 'least', 'comfortable'],
    [kept, 'least', 'modest'],
    [kept, 'least', 'least'],
  ] as const;
  const layout = (): Layout | undefined => {
    for (const [columns, way, least] of layouts) {
      const titles = columns.map((column) => (way === 'column' ? heading(column) : (column.narrow ?? heading(column))));
      const texts = first.map((item) => textsOf(item, way, columns));
      const natural = titles.map((title, index) => Math.max(measure(title), ...texts.map((row) => measure(row[index] ?? ''))));
      const flexibility = columns.map(({ kind }, index) => flexibilityOf(kind, way, natural[index] ?? 0));
      const spacious = natural.map((width, index) => (flexibility[index] === 'text' ? Math.max(width, roomy) : width));
      const widths = (complete ? undefined : fitted(spacious, flexibility, view.width, least)) ?? fitted(natural, flexibility, view.width, least);
      if (widths) return { columns, way, titles, flexibility, widths };
    }
    return undefined;
  };
  const found = view.width < cardsBelow ? undefined : layout();
  if (!found) {
    const { openCards } = await import('./cards.ts');
    return { head: '', table: openCards(declared, measure, view, chalk) };
  }
  const { columns, way, titles, flexibility, widths } = found;
  const line = (texts: readonly string[], colored: (text: string, index: number) => string): string =>
    columns
      .map((column, index) => {
        const text = texts[index] ?? '';
        const width = widths[index] ?? 0;
        const shown = flexibility[index] === 'never' ? text : cut(text, width, measure);
        const last = index === columns.length - 1 && !right(column);
        return colored(last ? shown : fill(shown, width, measure, right(column)), index);
      })
      .join(gap)
      .trimEnd();
  const row = (item: unknown): string =>
    `${line(textsOf(item, way, columns), (text, index) => {
      const column = columns[index];
      return column ? tint(text, column, at(item, column.path), chalk) : text;
    })}\n`;
  return {
    head: `${line(titles, (text) => chalk.bold(text))}\n`,
    table: { rows: (items) => items.map(row).join('') },
  };
};
