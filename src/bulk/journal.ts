import { createHash } from 'node:crypto';
import { createReadStream, existsSync, renameSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { usage } from '../errors.ts';
import type { World } from '../world.ts';
import type { Mapping } from './columns.ts';

/**
 * The journal that earlier versions kept beside a file, `FILE.boltcall-journal`. It is read once, its contents are moved to the ledger, and then it
 * is renamed.
 */

/** How the first line of a run begins; the identity of the run follows. */
const heading = 'boltcall journal 1 ';

/** The state of a row. `unknown`: it was being sent when that run ended, or no response arrived. */
export type RowState = 'done' | 'failed' | 'unknown';

/** Earlier results, by row number. */
export interface Past {
  state(row: number): RowState | undefined;
  /** Renames the journal, because everything is in the ledger now. */
  putAway(): void;
}

/** The marks of lines as state codes: a row being sent counts as unknown; `n`, not sent after all, as no state. */
const marks = { n: 0, d: 1, f: 2, s: 3, u: 3 } as const;
const isMark = (mark: string): mark is keyof typeof marks => mark in marks;
const states = [undefined, 'done', 'failed', 'unknown'] as const;

/** Returns the identity of a run: the same file with the same options. */
export const identity = async (chunks: AsyncIterable<Buffer>, meaning: unknown): Promise<string> => {
  const hash = createHash('sha256').update(JSON.stringify(meaning));
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
};

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '');

/** Returns a mapping as earlier versions recorded it: pairs of column and field, for typed columns and those named like the field. */
export const mappingBefore = (mapping: Mapping, typed: Readonly<Record<string, unknown>> = {}): ReadonlyArray<readonly [string, string]> =>
  [...mapping].flatMap(([field, columns]) =>
    columns
      .filter((column) => Object.values(typed).includes(field) || [field, field.replace(/s$/, '')].map(plain).includes(plain(column)))
      .map((column) => [column, field] as const),
  );

/** What a journal says about the rows, and which processes on this machine used it and did not record their end. */
interface Told {
  readonly table: Uint8Array;
  readonly workers: readonly number[];
  /** Whether its last run has the same file and options. */
  readonly same: boolean;
  /** Whether its last run finished. */
  readonly finished: boolean;
}

/** Reads a journal: the identity and results of its last run, and which processes of this `host` are using it. */
const readTold = async (path: string, about: string, host: string): Promise<Told> => {
  let table = new Uint8Array(1024);
  let first = true;
  let same = false;
  let finished = false;
  const workers = new Set<number>();
  // A line cut off by a kill has no end and is skipped: either its request was not sent, or the row is already marked as being sent.
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.startsWith(heading)) {
      // A run of a changed file follows the finished run before it; anywhere else, two runs that started at once both wrote the heading.
      if (first || finished) {
        same = line === heading + about;
        table = new Uint8Array(1024);
      }
      first = false;
      finished = false;
      continue;
    }
    if (/^e \d+\.$/.test(line)) finished = true;
    const worker = /^([pq]) (\d+) (.*)$/.exec(line);
    if (worker?.[3] === host) worker[1] === 'p' ? workers.add(Number(worker[2])) : workers.delete(Number(worker[2]));
    // The full stop shows that the number is complete. No file has more rows than 32 bits can count.
    const match = /^([sdfun]) (\d{1,9})\.(?: .*)?$/.exec(line);
    const mark = match?.[1];
    if (mark === undefined || !isMark(mark)) continue;
    const row = Number(match?.[2]);
    if (row >= table.length) {
      const larger = new Uint8Array(Math.max(row + 1, table.length * 2));
      larger.set(table);
      table = larger;
    }
    table[row] = marks[mark];
  }
  return { table, workers: [...workers], same, finished };
};

/**
 * Returns what an earlier version did with a file; undefined if nothing. Throws `usage` while such a run is active, and if one stopped early with
 * another file or other options, because then the recipients of its rows are unknown.
 * @param about the result of `identity`
 */
export const openPast = async (
  file: string,
  about: () => Promise<string>,
  world: Pick<World, 'pid' | 'host' | 'alive'>,
): Promise<Past | undefined> => {
  const path = `${file}.boltcall-journal`;
  if (!existsSync(path)) return undefined;
  const { table, workers, same, finished } = await readTold(path, await about(), world.host);
  const other = workers.find((pid) => pid !== world.pid && world.alive(pid));
  if (other !== undefined)
    throw usage(
      `another run (process ${other}) is working on ${file}`,
      `Wait for it to finish, or stop it with \`kill ${other}\`. If that process is something else, remove the line \`p ${other}\` from ${path}.`,
    );
  if (!same && !finished && table.some((code) => code !== 0))
    throw usage(
      `${path} belongs to a different file or different options`,
      'It was left by an earlier version, and its rows may have been sent. Use the same file and options, or move it away.',
    );
  if (!same) return undefined;
  return {
    state: (row) => states[table[row] ?? 0],
    putAway: () => renameSync(path, `${path}.old`),
  };
};
