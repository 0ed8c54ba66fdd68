import { rm } from 'node:fs/promises';
import { type Draft, openDraft } from '../files.ts';
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

/** Opens `FILE.rejects.csv`, there when it is whole. */
export const openRejects = (source: string, rows: Rows): Rejects => {
  const file = `${source}.rejects.csv`;
  let draft: Promise<Draft> | undefined;
  let count = 0;
  const write = async (cells: readonly string[]): Promise<void> => {
    const { stringify } = await import('csv-stringify/sync');
    try {
      draft ??= openDraft(file, { secret: true });
      await (await draft).write(stringify([[...cells]], { delimiter: rows.delimiter }));
    } catch (error) {
      throw stopped(file, error);
    }
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
      try {
        if (draft === undefined) return await rm(file, { force: true });
        await (await draft).keep();
      } catch (error) {
        throw stopped(file, error);
      }
    },
  };
};
