import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Row, Rows } from './rows.ts';
import { stopped } from './stopped.ts';

/** The rows that were not carried out, with the reason in a last column. */
export interface Rejects {
  readonly file: string;
  count(): number;
  /** Fails with `partial` where it cannot be written. */
  add(row: Row, reason: string): Promise<void>;
  /**
   * Puts the file in its place, or none where every row was carried out. Of a run that was cut off (`whole` is false) the rows that were in
   * it before stay: it has not come to them. Fails as `add`.
   */
  close(whole: boolean): Promise<void>;
}

/** Opens such a file (`FILE.rejects.csv`), written as `.part` and renamed when it is whole. It can be sent as it is: its reasons are replaced. */
export const openRejects = (file: string, rows: Rows): Rejects => {
  const columns = rows.columns.filter((column) => column !== 'reason');
  const part = `${file}.part`;
  let handle: number | undefined;
  let count = 0;
  const write = async (cells: readonly string[]): Promise<void> => {
    const { stringify } = await import('csv-stringify/sync');
    try {
      handle ??= openSync(part, 'w', 0o600);
      writeSync(handle, stringify([[...cells]], { delimiter: rows.delimiter }));
    } catch (error) {
      throw stopped(file, error);
    }
  };
  /** The rows of the file as it is that were not written anew. */
  const left = async (): Promise<string[][]> => {
    const { parse } = await import('csv-parse/sync');
    const read = (path: string): string[][] =>
      existsSync(path) ? parse(readFileSync(path), { delimiter: rows.delimiter, relax_column_count: true, skip_empty_lines: true }) : [];
    const same = (cells: readonly string[]): string => JSON.stringify(cells.slice(0, columns.length));
    const [header, ...before] = read(file);
    if (header === undefined || same(header) !== same(columns)) return [];
    const now = new Set(handle === undefined ? [] : read(part).map(same));
    const missing = before.filter((cells) => !now.has(same(cells)));
    return missing.length > 0 && handle === undefined ? [header, ...missing] : missing;
  };
  return {
    file,
    count: () => count,
    add: async (row, reason) => {
      count += 1;
      if (count === 1) await write([...columns, 'reason']);
      await write([...columns.map((column) => row.cells[column] ?? ''), reason]);
    },
    close: async (whole) => {
      if (!whole) for (const cells of await left()) await write(cells);
      try {
        if (handle === undefined) return whole ? await rm(file, { force: true }) : undefined;
        closeSync(handle);
        await rename(part, file);
      } catch (error) {
        throw stopped(file, error);
      }
    },
  };
};
