import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Row, Rows } from './rows.ts';

/** The rows that were not carried out, with the reason in a last column. */
export interface Rejects {
  readonly file: string;
  count(): number;
  add(row: Row, reason: string): Promise<void>;
  /** Puts the file in its place, or none where every row was carried out. */
  close(): Promise<void>;
}

/** Opens `FILE.rejects.csv`, written as `.part` and renamed when it is whole. */
export const openRejects = (source: string, rows: Rows): Rejects => {
  const file = `${source}.rejects.csv`;
  const part = `${file}.part`;
  let stream: WriteStream | undefined;
  let count = 0;
  let format: ((cells: readonly string[]) => string) | undefined;
  const write = async (cells: readonly string[]): Promise<void> => {
    if (format === undefined) {
      const { stringify } = await import('csv-stringify/sync');
      format = (line) => stringify([[...line]], { delimiter: rows.delimiter });
    }
    stream ??= createWriteStream(part, { mode: 0o600 });
    if (!stream.write(format(cells))) await once(stream, 'drain');
  };
  return {
    file,
    count: () => count,
    add: async (row, reason) => {
      count += 1;
      if (count === 1) await write([...rows.columns, 'reason']);
      await write([...rows.columns.map((column) => row.cells[column] ?? ''), reason]);
    },
    close: async () => {
      if (stream === undefined) return rm(file, { force: true });
      stream.end();
      await once(stream, 'close');
      await rename(part, file);
    },
  };
};
