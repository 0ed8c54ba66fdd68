import { createHash } from 'node:crypto';
import { createReadStream, existsSync, renameSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { usage } from '../errors.ts';
import type { World } from '../world.ts';
import type { Mapping } from './columns.ts';

/**
 * The record that earlier versions kept beside a file, `FILE.boltcall-journal`: it is read once, what it holds goes into the ledger, and
 * then it is put away.
 */

/** How the first line of a run begins; what it is about follows. */
const heading = 'boltcall journal 1 ';

/** What is known of a row. `unknown`: it was being sent when that run ended, or its answer never came. */
export type RowState = 'done' | 'failed' | 'unknown';

/** What was done before, by row number. */
export interface Past {
  state(row: number): RowState | undefined;
  /** All of it is in the ledger now. */
  putAway(): void;
}

/** The marks of lines, as codes of states: being sent counts as unknown; `n`, not sent after all, as nothing. */
const marks = { n: 0, d: 1, f: 2, s: 3, u: 3 } as const;
const isMark = (mark: string): mark is keyof typeof marks => mark in marks;
const states = [undefined, 'done', 'failed', 'unknown'] as const;

/** What a run is about: the same file with the same meaning. */
export const identity = async (chunks: AsyncIterable<Buffer>, meaning: unknown): Promise<string> => {
  const hash = createHash('sha256').update(JSON.stringify(meaning));
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
};

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '');

/** A mapping as earlier versions had it: a column with its field, those that were typed or are called as the field. */
export const mappingBefore = (mapping: Mapping, typed: Readonly<Record<string, unknown>> = {}): ReadonlyArray<readonly [string, string]> =>
  [...mapping].flatMap(([field, columns]) =>
    columns
      .filter((column) => Object.values(typed).includes(field) || [field, field.replace(/s$/, '')].map(plain).includes(plain(column)))
      .map((column) => [column, field] as const),
  );

/** What a journal says: of the rows, and which processes of this machine worked with it and did not say that they ended. */
interface Told {
  readonly table: Uint8Array;
  readonly workers: readonly number[];
  /** Whether its last run is about the same file and options. */
  readonly same: boolean;
  /** Whether its last run came to its end. */
  readonly finished: boolean;
}

/** Reads a journal: what its last run was about and did, and who of this `host` works with it. */
const readTold = async (path: string, about: string, host: string): Promise<Told> => {
  let table = new Uint8Array(1024);
  let first = true;
  let same = false;
  let finished = false;
  const workers = new Set<number>();
  // A line that a kill cut off has no end and is passed over: what it would have told was not sent, or is "being sent" already.
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.startsWith(heading)) {
      // A run of a changed file begins behind the finished one before it; anywhere else two that started at once both wrote the heading.
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
    // The full stop shows that the number is whole. No file has more rows than 32 bits count.
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
 * What an earlier version did with a file, undefined where it did nothing. Fails with `usage` while such a run goes on, and where one ended
 * before its end with another file or other options: it cannot be told then whom its rows were sent to.
 * @param about of `identity`
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
