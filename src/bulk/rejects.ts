import { closeSync, openSync, writeSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Row, Rows } from './rows.ts';
import { stopped } from './stopped.ts';

/** The rows that were not carried out, with the reason in a last column. */
export interface Rejects {
  readonly file: string;
  count(): number;
  /** Fails with `partial` where it cannot be written. */
  add(row: Row, reason: string): Promise<void>;
  /** Puts the file in its place, or none where every row was carried out. Fails as `add`. */
  close(): Promise<void>;
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
  return {
    file,
    count: () => count,
    add: async (row, reason) => {
      count += 1;
      if (count === 1) await write([...columns, 'reason']);
      await write([...columns.map((column) => row.cells[column] ?? ''), reason]);
    },
    close: async () => {
      try {
        if (handle === undefined) return await rm(file, { force: true });
        closeSync(handle);
        await rename(part, file);
      } catch (error) {
        throw stopped(file, error);
      }
    },
  };
};
