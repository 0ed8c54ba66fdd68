import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fstatSync, openSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { createInterface } from 'node:readline';
import { systemCode, usage } from '../errors.ts';
import type { World } from '../world.ts';
import { stopped } from './stopped.ts';

/** What is known of a row from an earlier run. `unknown`: it was being sent when that run ended, or its answer never came. */
export type RowState = 'done' | 'failed' | 'unknown';

/** What was done before, by row number. */
export interface Past {
  state(row: number): RowState | undefined;
  readonly counts: Readonly<Record<RowState, number>>;
}

/** The record of a bulk run beside its file: what is about to be sent is written down before, and what came of it after. */
export interface Journal {
  readonly file: string;
  sending(row: number): void;
  ended(row: number, state: RowState, id?: string): void;
  /** It was not sent after all, and may be by the next run. */
  kept(row: number): void;
  /** Closes it; a run that left nothing open takes it away. */
  close(keep: boolean): Promise<void>;
}

/** The marks of lines, as codes of states: being sent counts as unknown; `n`, not sent after all, as nothing. */
const marks = { n: 0, d: 1, f: 2, s: 3, u: 3 } as const;
const isMark = (mark: string): mark is keyof typeof marks => mark in marks;
const states = [undefined, 'done', 'failed', 'unknown'] as const;

/** What a run is about: the same file with the same meaning. A changed file must not be taken up where another ended. */
export const identity = async (file: string, meaning: unknown): Promise<string> => {
  const hash = createHash('sha256').update(JSON.stringify(meaning));
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
};

/** What a journal says: of the rows, and which processes of this machine worked with it and did not say that they ended. */
interface Told {
  readonly past: Past;
  readonly workers: readonly number[];
}

/** Reads a journal. Throws a usage failure where it belongs to another file or other options. */
const readTold = async (path: string, about: string): Promise<Told> => {
  let table = new Uint8Array(1024);
  let first = true;
  const workers = new Set<number>();
  // A line that a kill cut off has no end and is passed over: what it would have told was not sent, or is "being sent" already.
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (first) {
      first = false;
      if (!line.endsWith(about)) {
        throw usage(
          `${path} is of another file, or of other options`,
          'To take it up give the same file and options; to start anew move the journal away. Rows that it holds may have been sent.',
        );
      }
      continue;
    }
    const worker = /^([pq]) (\d+) (.*)$/.exec(line);
    if (worker?.[3] === hostname()) worker[1] === 'p' ? workers.add(Number(worker[2])) : workers.delete(Number(worker[2]));
    // The full stop shows that the number is whole.
    const match = /^([sdfun]) (\d+)\.(?: .*)?$/.exec(line);
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
  const counts = { done: 0, failed: 0, unknown: 0 };
  for (const code of table) {
    const state = states[code];
    if (state) counts[state] += 1;
  }
  return { past: { state: (row) => states[table[row] ?? 0], counts }, workers: [...workers] };
};

/** Opens the file to append to; a new one where it must not be there yet. */
const openFile = (path: string, resume: boolean): number => {
  try {
    return openSync(path, resume ? 'a' : 'ax', 0o600);
  } catch (error) {
    if (systemCode(error) === 'EEXIST')
      throw usage(`${path} is left from a run that did not end`, 'Go on with --resume, or move it away to send everything anew.');
    throw usage(
      `cannot write the journal ${path} (${systemCode(error) ?? 'unknown'})`,
      'Copy the file to a place that can be written to: without a journal a crash could double what was sent.',
    );
  }
};

/**
 * Opens the journal of a file. Without `resume` an earlier one is a usage failure: what it holds may have been sent; so is one
 * that another process works with. Lines are written at once, so that after a `kill -9` each row that may have been sent is known.
 */
export const openJournal = async (
  file: string,
  about: string,
  resume: boolean,
  world: Pick<World, 'pid' | 'alive'>,
): Promise<{ journal: Journal; past: Past }> => {
  const path = `${file}.boltcall-journal`;
  const handle = openFile(path, resume);
  const write = (line: string): void => {
    try {
      writeSync(handle, `${line}\n`);
    } catch (error) {
      throw stopped(`the journal ${path}`, error);
    }
  };
  const me = `${world.pid} ${hostname()}`;
  const old = fstatSync(handle).size > 0;
  // After a line that was cut off a new one begins. Whoever enters its name first goes first: lines are appended whole.
  write(`${old ? '' : `boltcall journal 1 ${about}`}\np ${me}`);
  const { past, workers } = await readTold(path, about);
  const other = workers.slice(0, workers.indexOf(world.pid)).find((pid) => world.alive(pid));
  if (other !== undefined) {
    write(`q ${me}`);
    closeSync(handle);
    throw usage(
      `another run (process ${other}) is at work on ${file}`,
      `Wait until it ends, or end it: kill ${other}. If that process is something else, remove the line \`p ${other}\` from ${path}.`,
    );
  }
  return {
    past,
    journal: {
      file: path,
      sending: (row) => write(`s ${row}.`),
      ended: (row, state, id) => write(`${state.slice(0, 1)} ${row}.${id === undefined ? '' : ` ${id}`}`),
      kept: (row) => write(`n ${row}.`),
      close: async (keep) => {
        closeSync(handle);
        if (!keep) await rm(path, { force: true });
      },
    },
  };
};
