import { stat } from 'node:fs/promises';
import { Failure, usage, whyNotRead } from '../errors.ts';
import { counted } from '../output/text/count.ts';
import { seenOnly } from '../values/unseen.ts';
import { type Encoding, encodingOf, firstBytes, textOf } from './encoding.ts';
import { type CsvRecord, OpenQuote, records } from './records.ts';

/**
 * One row of a file: its number (the first below the header is 1), the line where it starts, and its cells by column. `fault`: its cells cannot be
 * trusted.
 */
export interface Row {
  readonly number: number;
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
  readonly fault?: string;
}

/** A file of rows, which can be streamed several times. */
export interface Rows {
  /** The header, without invisible characters. */
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly encoding: Encoding;
  /** Throws `usage` with the line if the file ends early or a quote is never closed. */
  read(): AsyncIterable<Row>;
}

const cannotRead = (file: string, error: unknown): Failure => usage(`cannot read ${file}: ${whyNotRead(error)}`);

/** Explains why only a file is accepted; also used for `-`. */
export const needsFile = (): Failure => usage('a file is required: who was contacted is recorded next to it', 'Save the rows first.');

/** A `sep=;` line tells Excel the delimiter. */
const separatorLine = /^\s*"?sep=(.)"?\s*(?:\r\n|\n|\r|$)/i;

const candidates = [',', ';', '\t', '|'];

/** Returns the delimiter of a text: from its `sep=` line, else the most frequent one in its first line outside quotes. */
export const delimiterOf = (text: string): string => {
  const said = separatorLine.exec(text)?.[1];
  if (said !== undefined) return said;
  const header =
    text
      .replace(/"(?:[^"]|"")*"/g, '')
      .split(/\r\n|\n|\r/)
      .find((line) => line.trim() !== '') ?? '';
  const counts = candidates.map((delimiter): [string, number] => [delimiter, header.split(delimiter).length]);
  return counts.sort((a, b) => b[1] - a[1])[0]?.[0] ?? ',';
};

/** File types without rows, by their first bytes. */
const kinds: ReadonlyArray<readonly [RegExp, string]> = [
  [/^PK\x03\x04/, 'an Excel or OpenDocument workbook'],
  [/^\xD0\xCF\x11\xE0/, 'an old Excel workbook'],
  [/^%PDF/, 'a PDF'],
  [/^\x1F\x8B/, 'compressed'],
  [/^(?:\xEF\xBB\xBF)?\s*[[{]\s*["[{\]}]/, 'JSON'],
  [/^(?:\xEF\xBB\xBF)?\s*<(?:!doctype|html|table|\?xml)/i, 'a web page or XML'],
  [/^(?:\xEF\xBB\xBF)?\s*BEGIN:VCARD/i, 'an address book (vCard)'],
];

/** Reads the start of a file: its encoding, and its first 64 KiB as text. */
const beginning = async (file: string, from: string, asked?: string): Promise<{ encoding: Encoding; text: string }> => {
  try {
    const found = await stat(from);
    if (!found.isFile() && !found.isDirectory()) throw needsFile();
    const bytes = await firstBytes(from, 65_536);
    const kind = kinds.find(([begin]) => begin.test(bytes.toString('latin1', 0, 1024)));
    if (kind) throw usage(`${file} is ${kind[1]}, not CSV`, 'Save it as "CSV UTF-8" and pass that file.');
    const encoding = await encodingOf(from, asked, file);
    return { encoding, text: new TextDecoder(encoding.name).decode(bytes, { stream: true }) };
  } catch (error) {
    throw error instanceof Failure ? error : cannotRead(file, error);
  }
};

const blank = (cells: readonly string[]): boolean => cells.every((cell) => seenOnly(cell) === '');

/**
 * Opens a CSV file with a header. Supports commas, semicolons, tabs, bars, quoted newlines, quotes inside cells, a BOM, CRLF, `sep=` and the usual
 * encodings; skips rows without values. Throws `usage` if the file cannot be read, is empty, or has duplicate columns.
 * @param how.from where to read the file if not at its own path: a copy
 */
export const openRows = async (file: string, how: { readonly encoding?: string; readonly from?: string } = {}): Promise<Rows> => {
  const { from = file } = how;
  const { encoding, text } = await beginning(file, from, how.encoding);
  const delimiter = delimiterOf(text);
  const said = separatorLine.test(text);
  const read = async function* (): AsyncGenerator<CsvRecord> {
    let first = true;
    try {
      for await (const record of records(textOf(from, encoding.name), delimiter)) {
        const separator = first && said;
        first = false;
        if (!separator && !(record.cells.length === 1 && record.cells[0] === '')) yield record;
      }
    } catch (error) {
      if (error instanceof OpenQuote) throw usage(`${file}: ${error.message}`, 'Close it, or write a quote inside a quoted cell twice.');
      throw error instanceof Failure ? error : cannotRead(file, error);
    }
  };
  let columns: string[] | undefined;
  for await (const { cells } of read()) {
    if (blank(cells)) continue;
    columns = cells.map((name) => seenOnly(name).normalize('NFC'));
    break;
  }
  if (columns === undefined) throw usage(`${file} is empty`, 'Start the file with a header row.');
  const names = columns;
  const twice = names.find((name, at) => name !== '' && names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < at);
  if (twice !== undefined) throw usage(`${file} has two columns named \`${twice}\``);
  return {
    columns: names,
    delimiter,
    encoding,
    read: async function* () {
      let number = -1;
      for await (const { cells, line } of read()) {
        if (number < 0 && blank(cells)) continue;
        number += 1;
        // A row without values still counts, as it did in the journals of earlier versions.
        if (number === 0 || blank(cells)) continue;
        const fault = faultOf(cells, names.length, encoding.name);
        yield {
          number,
          line,
          cells: Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])),
          ...(fault === undefined ? {} : { fault }),
        };
      }
    },
  };
};

/** Returns why the cells of a record cannot be trusted. */
const faultOf = (cells: readonly string[], columns: number, encoding: string): string | undefined => {
  if (cells.slice(columns).some((cell) => cell.trim() !== ''))
    return `${counted(cells.length, 'cells')} for ${counted(columns, 'columns')}; quote cells that contain the delimiter`;
  // Invalid bytes were decoded as this character.
  if (cells.some((cell) => cell.includes('\uFFFD')))
    return encoding === 'utf-8' ? 'not UTF-8; save the file as "CSV UTF-8"' : `not ${encoding}; name another --encoding`;
  return undefined;
};
