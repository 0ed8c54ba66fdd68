import { cut, type Width } from '../../output/text/measure.ts';

export type Paint = (text: string) => string;

/** A text of a row. */
export interface Cell {
  readonly text: string;
  readonly paint: Paint;
  /** The column where it starts. A text that is too long for its place moves the next one to the right. */
  readonly at: number;
  /** Whether it must stay whole. */
  readonly whole?: boolean;
  /** Whether it must stay at its column. */
  readonly fixed?: boolean;
}

/** Minimum space between cells. */
const space = 2;
/** A text that would be cut to less than this is left out (columns). */
const least = 4;

/** Returns the width of cells side by side (columns). */
export const widthOf = (cells: readonly Cell[], measure: Width): number =>
  cells.reduce((end, { text, at }, index) => (index === 0 ? at : Math.max(at, end + space)) + measure(text), 0);

/**
 * Returns cells as one line of at most `width` columns. Where they do not fit, the padding goes first, from the right; only then
 * are texts cut, the last first.
 */
export const row = (cells: readonly Cell[], width: number, measure: Width): string => {
  let excess = widthOf(cells, measure) - width;
  let end = 0;
  const gaps = cells.map(({ text, at }, index) => {
    const start = index === 0 ? at : Math.max(at, end + space);
    const gap = start - end;
    end = start + measure(text);
    return gap;
  });
  for (let index = cells.length - 1; index > 0 && excess > 0; index -= 1) {
    const spare = cells[index]?.fixed === true ? 0 : Math.min(excess, (gaps[index] ?? space) - space);
    gaps[index] = (gaps[index] ?? space) - spare;
    excess -= spare;
  }
  const texts = cells.map(({ text }) => text);
  for (let index = cells.length - 1; index > 0 && excess > 0; index -= 1) {
    const text = texts[index] ?? '';
    if (cells[index]?.whole === true) continue;
    const long = measure(text);
    const short = long - excess < least ? '' : cut(text, long - excess, measure);
    texts[index] = short;
    excess -= long - measure(short) + (short === '' ? (gaps[index] ?? 0) : 0);
  }
  return cells.map(({ paint }, index) => (texts[index] === '' && index > 0 ? '' : ' '.repeat(gaps[index] ?? 0) + paint(texts[index] ?? ''))).join('');
};
