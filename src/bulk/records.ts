/**
 * Parses CSV as spreadsheets, databases and people write it. No library does this: none reports the line where a quote was opened, or tolerates a
 * quote inside a cell without swallowing the rows after it.
 */

/** One record: its cells, and the line where it starts. */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

/** A quote was opened on this line and never closed a cell. */
export class OpenQuote extends Error {
  readonly line: number;
  constructor(line: number) {
    super(`a quote is opened in line ${line} and not closed`);
    this.line = line;
  }
}

/** Longer than any cell that people write (characters); a quote open for this long was opened by mistake. */
const longest = 1_048_576;

const breaks = (text: string): number => text.split(/\r\n|\n|\r/).length - 1;

/** Returns the record that begins at `start` and where the next one begins; undefined if more text is needed. */
const recordAt = (
  text: string,
  start: number,
  line: number,
  delimiter: string,
  final: boolean,
): { readonly cells: string[]; readonly end: number } | undefined => {
  const cells: string[] = [];
  const plain = new RegExp(`[^\\r\\n${delimiter === '|' ? '|' : delimiter}]*`, 'y');
  const opening = / *"/y;
  const spaces = / */y;
  for (let at = start; ; ) {
    let cell: string | undefined;
    let end = at;
    opening.lastIndex = at;
    if (opening.test(text)) {
      let value = '';
      for (let from = opening.lastIndex; cell === undefined; ) {
        const quote = text.indexOf('"', from);
        if (quote < 0 && !final && text.length - at < longest) return undefined;
        if (quote < 0) throw new OpenQuote(line + breaks(text.slice(start, at)));
        if (text[quote + 1] === '"') {
          value += text.slice(from, quote + 1);
          from = quote + 2;
          continue;
        }
        spaces.lastIndex = quote + 1;
        spaces.test(text);
        end = spaces.lastIndex;
        if (end >= text.length && !final) return undefined;
        if (end >= text.length || text[end] === delimiter || text[end] === '\n' || text[end] === '\r') cell = value + text.slice(from, quote);
        // `"Ana" Ruiz` is not a quoted cell. After a line break the quote may belong to another cell.
        else if (/[\r\n]/.test(text.slice(at, quote))) throw new OpenQuote(line + breaks(text.slice(start, at)));
        else break;
      }
    }
    if (cell === undefined) {
      plain.lastIndex = at;
      plain.test(text);
      end = plain.lastIndex;
      cell = text.slice(at, end);
    }
    if (end >= text.length && !final) return undefined;
    cells.push(cell);
    if (text[end] === delimiter) {
      at = end + 1;
      continue;
    }
    if (text[end] === '\r' && end + 1 >= text.length && !final) return undefined;
    return { cells, end: end + (text.startsWith('\r\n', end) ? 2 : 1) };
  }
};

/** Yields the records of a text that arrives in chunks, without empty lines. Throws `OpenQuote`. */
export const records = async function* (pieces: AsyncIterable<string>, delimiter: string): AsyncGenerator<CsvRecord> {
  let text = '';
  let line = 1;
  const take = function* (final: boolean): Generator<CsvRecord> {
    let at = 0;
    while (at < text.length) {
      const record = recordAt(text, at, line, delimiter, final);
      if (record === undefined) break;
      if (record.cells.length > 1 || record.cells[0] !== '') yield { cells: record.cells, line };
      line += breaks(text.slice(at, record.end));
      at = record.end;
    }
    text = text.slice(at);
  };
  for await (const piece of pieces) {
    text += piece;
    yield* take(false);
  }
  yield* take(true);
};
