import { createHash } from 'node:crypto';
import { closeSync, constants, createReadStream, fstatSync, openSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { type Failure, systemCode, usage } from '../errors.ts';
import type { World } from '../world.ts';
import { stopped } from './stopped.ts';

/** How the first line of a run begins; what it is about follows. */
const heading = 'boltcall journal 1 ';

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
  /**
   * Closes it. `finished`: every row has a known outcome, which the journal keeps, so that the same file is not sent again;
   * `unfinished`: it can be resumed; `untouched`: nothing was sent.
   */
  close(how: 'finished' | 'unfinished' | 'untouched'): Promise<void>;
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
  /** Whether its last run is about the same file and options. */
  readonly same: boolean;
  /** When its last run finished (ms since 1970); undefined while rows are left. */
  readonly finished?: number;
}

/** Reads a journal: what its last run was about and did, and who of this `host` works with it. */
const readTold = async (path: string, about: string, host: string): Promise<Told> => {
  let table = new Uint8Array(1024);
  let first = true;
  let same = false;
  let finished: number | undefined;
  const workers = new Set<number>();
  // A line that a kill cut off has no end and is passed over: what it would have told was not sent, or is "being sent" already.
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.startsWith(heading)) {
      // A run of a changed file begins behind the finished one before it; anywhere else two that started at once both wrote the heading.
      if (first || finished !== undefined) {
        same = line === heading + about;
        table = new Uint8Array(1024);
      }
      first = false;
      finished = undefined;
      continue;
    }
    const end = /^e (\d+)\.$/.exec(line);
    if (end) finished = Number(end[1]);
    const worker = /^([pq]) (\d+) (.*)$/.exec(line);
    if (worker?.[3] === host) worker[1] === 'p' ? workers.add(Number(worker[2])) : workers.delete(Number(worker[2]));
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
  return { past: { state: (row) => states[table[row] ?? 0], counts }, workers: [...workers], same, ...(finished !== undefined && { finished }) };
};

/** Opens the file to append to, and says whether it is new. */
const openFile = (path: string, resume: boolean): { handle: number; created: boolean } => {
  try {
    if (!resume) return { handle: openSync(path, 'ax', 0o600), created: true };
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw cannotWrite(path, error);
  }
  try {
    return { handle: openSync(path, constants.O_WRONLY | constants.O_APPEND), created: false };
  } catch (error) {
    if (resume && systemCode(error) === 'ENOENT') {
      throw usage(`nothing to resume: there is no journal ${path}`, 'Run the same command without --resume.');
    }
    throw cannotWrite(path, error);
  }
};

const cannotWrite = (path: string, error: unknown): Failure =>
  usage(
    `cannot write the journal ${path} (${systemCode(error) ?? 'unknown'})`,
    'Copy the file to a place that can be written to: without a journal a crash could double what was sent.',
  );

/** Why a journal that is there already is not worked with, if so. */
const refusal = (path: string, file: string, resume: boolean, told: Told, shownTime: (ms: number) => string): Failure | undefined => {
  const { past, same, finished } = told;
  if (finished !== undefined && same) {
    const { done, failed } = past.counts;
    const was = `${file} was already sent on ${shownTime(finished)}: ${done} sent, ${failed} failed`;
    return usage(resume ? `nothing to resume: ${was}` : was, `To send all of it again, move ${path} away.`);
  }
  if (finished !== undefined && resume)
    return usage(`nothing to resume: ${file} has changed since it was sent`, 'Run the same command without --resume.');
  if (finished !== undefined) return undefined;
  if (!resume) return usage(`${path} is left from a run that did not end`, 'Go on with --resume, or move it away to send everything again.');
  if (same) return undefined;
  return usage(
    `${path} is of another file, or of other options`,
    'To resume, give the same file and options; to start over, move the journal away. Rows that it holds may have been sent.',
  );
};

/**
 * Opens the journal of a file. An unfinished one is a usage failure without `resume`, since what it holds may have been sent; a
 * finished one of the same file always is, and so is one that another process works with. Lines are written at once, so that after a
 * `kill -9` each row that may have been sent is known.
 */
export const openJournal = async (
  file: string,
  about: string,
  resume: boolean,
  world: Pick<World, 'pid' | 'host' | 'host' | 'alive' | 'now' | 'local'>,
): Promise<{ journal: Journal; past: Past }> => {
  const path = `${file}.boltcall-journal`;
  const { handle, created } = openFile(path, resume);
  const write = (line: string): void => {
    try {
      writeSync(handle, `${line}\n`);
    } catch (error) {
      throw stopped(`the journal ${path}`, error);
    }
  };
  const me = `${world.pid} ${world.host}`;
  const old = fstatSync(handle).size > 0;
  // After a line that was cut off a new one begins. Whoever enters its name first goes first: lines are appended whole.
  write(`${old ? '' : heading + about}\np ${me}`);
  const told = await readTold(path, about, world.host);
  const other = told.workers.slice(0, told.workers.indexOf(world.pid)).find((pid) => world.alive(pid));
  const refused =
    other === undefined
      ? created
        ? undefined
        : refusal(path, file, resume, told, (ms) => world.local?.(ms) ?? new Date(ms).toISOString())
      : usage(
          `another run (process ${other}) is at work on ${file}`,
          `Wait until it ends, or end it: kill ${other}. If that process is something else, remove the line \`p ${other}\` from ${path}.`,
        );
  if (refused) {
    write(`q ${me}`);
    closeSync(handle);
    throw refused;
  }
  // A changed file: its run begins with its first row, so that one that sends nothing leaves the finished one as it is.
  let begun = told.finished === undefined;
  return {
    past: begun ? told.past : { state: () => undefined, counts: { done: 0, failed: 0, unknown: 0 } },
    journal: {
      file: path,
      sending: (row) => {
        if (!begun) write(heading + about);
        begun = true;
        write(`s ${row}.`);
      },
      ended: (row, state, id) => write(`${state.slice(0, 1)} ${row}.${id === undefined ? '' : ` ${id}`}`),
      kept: (row) => write(`n ${row}.`),
      close: async (how) => {
        try {
          if (how === 'finished' && begun) write(`e ${world.now()}.`);
          write(`q ${me}`);
        } finally {
          closeSync(handle);
        }
        if (how === 'untouched' && created) await rm(path, { force: true });
      },
    },
  };
};
