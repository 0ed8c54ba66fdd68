import type { Sink } from '../../world.ts';

const colors = /\u001b\[[\d;]*m/g;
/** Letters that take two columns, close enough for a sentence: from Hangul on, and emoji. */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]|[\u{1f300}-\u{1faff}]/gu;

/** Returns the number of columns of a text, color codes excluded. */
export const widthOf = (text: string): number => {
  const bare = text.replace(colors, '');
  return [...bare].length + (bare.match(wide)?.length ?? 0);
};

/** Words; a command in backticks is one word. */
const word = /[^\s`]*`[^`]*`[^\s`]*|\S+/g;

const wrapLine = (line: string, columns: number): string => {
  // Text for programs or with its own layout stays unchanged.
  if (widthOf(line) <= columns || /^[\s{[]/.test(line)) return line;
  const rows: string[] = [];
  let row = '';
  for (const each of line.match(word) ?? []) {
    if (row !== '' && widthOf(row) + 1 + widthOf(each) > columns) {
      rows.push(row);
      row = each;
    } else row = row === '' ? each : `${row} ${each}`;
  }
  return [...rows, row].join('\n');
};

/**
 * Wraps messages between words to the terminal's columns; a command in backticks is never broken, so that it can be pasted. Without columns, nothing is wrapped.
 * Uses no library because it is needed at once, and for failures of all kinds.
 */
export const wrap = (text: string, columns: number | undefined): string =>
  columns === undefined || columns < 10
    ? text
    : text
        .split('\n')
        .map((line) => wrapLine(line, columns))
        .join('\n');

/** Wraps a text beside something of `beside` columns: it gets the remaining columns, and later lines are indented like the first. */
export const hanging = (text: string, columns: number, beside: number): string =>
  wrap(text, Math.max(10, columns - beside)).replaceAll('\n', `\n${' '.repeat(beside)}`);

/** Returns the columns of a stream if it is a terminal. */
export const columnsOf = (sink: Sink): number | undefined => (sink.isTTY === true ? sink.columns || undefined : undefined);
