import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Failure, systemCode, usage } from '../errors.ts';

/** One row of a file: its number (the first below the header is 1), the line it begins at, and its cells by column. */
export interface Row {
  readonly number: number;
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** A file of rows, read as a stream as often as wanted. */
export interface Rows {
  /** The header as written. */
  readonly columns: readonly string[];
  readonly delimiter: string;
  /** From row `from` on. Throws a usage failure with the line where the file breaks off or a quote is left open. */
  read(from?: number): AsyncIterable<Row>;
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

const firstLine = async (file: string): Promise<string> => {
  const handle = await open(file).catch((error: unknown) => {
    throw cannotRead(file, error);
  });
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
    return (
      buffer
        .subarray(0, bytesRead)
        .toString()
        .replace(/^\uFEFF/, '')
        .split(/\r?\n/)[0] ?? ''
    );
  } catch (error) {
    throw cannotRead(file, error);
  } finally {
    await handle.close();
  }
};

/**
 * Opens a CSV file with a header: commas, semicolons or tabs, quoted newlines, a BOM and CRLF all read. Throws a usage failure
 * where it cannot be read, is empty, or names a column twice.
 */
export const openRows = async (file: string): Promise<Rows> => {
  const header = await firstLine(file);
  if (header.trim() === '') throw usage(`${file} is empty`, 'The first line must name the columns.');
  const delimiter = delimiterOf(header);
  const { parse } = await import('csv-parse');
  const parser = () => parse({ bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true, trim: false });
  const read = async function* (): AsyncGenerator<{ record: string[]; line: number }> {
    const source = createReadStream(file);
    const parsed = source.pipe(parser());
    source.on('error', (error) => parsed.destroy(error));
    try {
      for await (const one of parsed) if (isParsed(one)) yield { record: one.record, line: one.info.lines };
    } catch (error) {
      if (error instanceof Error && systemCode(error)?.startsWith('CSV_'))
        throw usage(`${file}: ${error.message.replace(/[.:]?\s*$/, '')}`, 'A quote inside a cell is written twice.');
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
    read: async function* (from = 1) {
      let number = -1;
      let line = 1;
      for await (const { record, line: end } of read()) {
        number += 1;
        const begins = line;
        line = end + 1;
        if (number < from) continue;
        yield { number, line: begins, cells: Object.fromEntries(names.map((name, at) => [name, record[at] ?? ''])) };
      }
    },
  };
};

const isParsed = (value: unknown): value is { record: string[]; info: { lines: number } } =>
  typeof value === 'object' && value !== null && 'record' in value && 'info' in value;
