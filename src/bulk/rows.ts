import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Failure, systemCode, usage } from '../errors.ts';

/**
 * One row of a file: its number (the first below the header is 1), the line it begins at, and its cells by column. `fault`: its
 * cells are not to be trusted.
 */
export interface Row {
  readonly number: number;
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
  readonly fault?: string;
}

/** A file of rows, read as a stream as often as wanted. */
export interface Rows {
  /** The header as written. */
  readonly columns: readonly string[];
  readonly delimiter: string;
  /** Throws a usage failure with the line where the file breaks off or a quote is left open. */
  read(): AsyncIterable<Row>;
}

const cannotRead = (file: string, error: unknown): Failure => {
  const code = systemCode(error);
  return usage(code === 'ENOENT' ? `there is no file ${file}` : `cannot read ${file} (${code ?? 'unknown'})`);
};

/** The delimiter of a header line: the one of comma, semicolon and tab that stands in it most often outside quotes. */
export const delimiterOf = (header: string): string => {
  const bare = header.replace(/"(?:[^"]|"")*"/g, '');
  const counts = [',', ';', '\t'].map((delimiter): [string, number] => [delimiter, bare.split(delimiter).length]);
  return counts.sort((a, b) => b[1] - a[1])[0]?.[0] ?? ',';
};

/** What a file is that begins so and is no text. */
const kinds: ReadonlyArray<readonly [RegExp, string]> = [
  [/^PK\x03\x04/, 'an Excel or OpenDocument workbook'],
  [/^\xD0\xCF\x11\xE0/, 'an old Excel workbook'],
  [/^%PDF/, 'a PDF'],
  [/^\x1F\x8B/, 'compressed'],
];

/** The first line that is not empty. */
const firstLine = async (file: string, from: string): Promise<string> => {
  const handle = await open(from).catch((error: unknown) => {
    throw cannotRead(file, error);
  });
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const kind = kinds.find(([begin]) => begin.test(bytes.toString('latin1')));
    if (kind) throw usage(`${file} is ${kind[1]}, not CSV`, 'Save it as "CSV UTF-8" and give that file.');
    const lines = bytes
      .toString()
      .replace(/^\uFEFF/, '')
      .split(/\r\n|\n|\r/);
    return lines.find((line) => line.trim() !== '') ?? '';
  } catch (error) {
    throw error instanceof Failure ? error : cannotRead(file, error);
  } finally {
    await handle.close();
  }
};

const breaks = (text: string): number => text.split(/\r\n|\n|\r/).length - 1;

/**
 * Opens a CSV file with a header: commas, semicolons or tabs, quoted newlines, a BOM and CRLF all read. Throws a usage failure
 * where it cannot be read, is empty, or names a column twice.
 * @param from where it is read, if not at its own path: a copy
 */
export const openRows = async (file: string, from = file): Promise<Rows> => {
  const header = await firstLine(file, from);
  if (header.trim() === '') throw usage(`${file} is empty`, 'The first line must name the columns.');
  const delimiter = delimiterOf(header);
  const { CsvError, parse } = await import('csv-parse');
  const parser = () => parse({ bom: true, delimiter, raw: true, relax_column_count: true, skip_empty_lines: true, trim: false });
  const read = async function* (): AsyncGenerator<{ record: string[]; line: number }> {
    const source = createReadStream(from);
    const parsed = source.pipe(parser());
    source.on('error', (error) => parsed.destroy(error));
    try {
      // Counted here, by what stood in the file: the parser's own count goes by the delimiter of rows, inside quotes too.
      let line = 1;
      for await (const one of parsed) {
        if (!isParsed(one)) continue;
        const skipped = breaks(/^[\r\n]*/.exec(one.raw)?.[0] ?? '');
        yield { record: one.record, line: line + skipped };
        line += breaks(one.raw);
      }
    } catch (error) {
      if (error instanceof CsvError) throw usage(`${file}: ${error.message.replace(/[.:]?\s*$/, '')}`, 'A quote inside a cell is written twice.');
      throw cannotRead(file, error);
    } finally {
      source.destroy();
    }
  };
  let columns: string[] | undefined;
  for await (const { record } of read()) {
    columns = record.map((name) => name.trim());
    break;
  }
  if (columns === undefined) throw usage(`${file} is empty`, 'The first line must name the columns.');
  const names = columns;
  const twice = names.find((name, at) => name !== '' && names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < at);
  if (twice !== undefined) throw usage(`${file} has two columns called "${twice}"`);
  return {
    columns: names,
    delimiter,
    read: async function* () {
      let number = -1;
      for await (const { record, line } of read()) {
        number += 1;
        if (number === 0) continue;
        const fault = faultOf(record, names.length);
        yield {
          number,
          line,
          cells: Object.fromEntries(names.map((name, at) => [name, record[at] ?? ''])),
          ...(fault === undefined ? {} : { fault }),
        };
      }
    },
  };
};

/** Why the cells of a record are not to be trusted. */
const faultOf = (record: readonly string[], columns: number): string | undefined => {
  if (record.slice(columns).some((cell) => cell.trim() !== ''))
    return `${record.length} cells for ${columns} columns; a cell that holds the delimiter belongs in quotes`;
  // What is no UTF-8 was read as this character.
  if (record.some((cell) => cell.includes('\uFFFD'))) return 'not UTF-8; save the file as "CSV UTF-8"';
  return undefined;
};

const isParsed = (value: unknown): value is { record: string[]; raw: string } =>
  typeof value === 'object' && value !== null && 'record' in value && 'raw' in value;
