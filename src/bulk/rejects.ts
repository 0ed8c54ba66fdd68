import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type Draft, openDraft } from '../files.ts';
import { textOf } from './encoding.ts';
import { records } from './records.ts';
import type { Row, Rows } from './rows.ts';
import { openSeen } from './seen.ts';
import { stopped } from './stopped.ts';

/** Added to such a file. */
export const reasonColumn = 'reason';

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

/** Opens such a file (`FILE.rejects.csv`), there when it is whole. It can be sent as it is: its reasons are replaced. */
export const openRejects = (file: string, rows: Rows): Rejects => {
  const columns = rows.columns.filter((column) => column !== reasonColumn);
  const written = openSeen();
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
  const same = (cells: readonly string[]): string => JSON.stringify(columns.map((_, at) => cells[at] ?? ''));
  /** The rows of the file as it is that were not written anew. */
  const left = async (): Promise<Array<readonly string[]>> => {
    if (!existsSync(file)) return [];
    const missing: Array<readonly string[]> = [];
    let header: string | undefined;
    for await (const { cells } of records(textOf(file, 'utf-8'), rows.delimiter)) {
      if (header === undefined) {
        header = same(cells);
        if (header !== same(columns)) return [];
      } else if (written.add(same(cells))) missing.push(cells);
    }
    return missing;
  };
  return {
    file,
    count: () => count,
    add: async (row, reason) => {
      count += 1;
      if (count === 1) await write([...columns, reasonColumn]);
      const cells = columns.map((column) => row.cells[column] ?? '');
      written.add(same(cells));
      await write([...cells, reason]);
    },
    close: async (whole) => {
      try {
        if (draft === undefined) return whole ? await rm(file, { force: true }) : undefined;
        if (!whole) for (const cells of await left()) await write(cells);
        await (await draft).keep();
      } catch (error) {
        throw stopped(file, error);
      }
    },
  };
};
