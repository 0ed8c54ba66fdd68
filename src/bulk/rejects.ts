import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type Draft, openDraft } from '../files.ts';
import { textOf } from './encoding.ts';
import { records } from './records.ts';
import type { Row, Rows } from './rows.ts';
import { openSeen } from './seen.ts';
import { stopped } from './stopped.ts';

/** The column added to a rejects file. */
export const reasonColumn = 'reason';

/** The rows that were not processed, with the reason in a last column. */
export interface Rejects {
  readonly file: string;
  count(): number;
  /** Throws `partial` if the file cannot be written. */
  add(row: Row, reason: string): Promise<void>;
  /**
   * Moves the file into place, or leaves none if every row succeeded. After an interrupted run (`whole` is false), earlier rejects that the run did
   * not reach stay. Throws like `add`.
   */
  close(whole: boolean): Promise<void>;
}

/** Opens a rejects file (`FILE.rejects.csv`), which appears when it is complete. It can be used as input: its reasons are replaced. */
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
  /** Returns the rows of the existing file that were not written again. */
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
