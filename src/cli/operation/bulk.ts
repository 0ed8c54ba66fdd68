import { resolve } from 'node:path';
import type { Mapping } from '../../bulk/columns.ts';
import type { Job, Ready, Survey } from '../../bulk/job.ts';
import type { Journal, Past } from '../../bulk/journal.ts';
import type { Row } from '../../bulk/rows.ts';
import type { Outcome } from '../../bulk/run.ts';
import { Failure, usage } from '../../errors.ts';
import { type ChangeOperation, integer, pairs, type SomeInputOf } from '../../resources/resource.ts';
import { type How, readField } from '../../values/field.ts';
import { argument } from '../command/argument.ts';
import type { Context, Values } from '../command/command.ts';
import { flag, option, type ValuesOf } from '../command/option.ts';
import { previewOf } from './change.ts';
import { confirm, type Deed } from './confirm.ts';

/** The file, for each command that works on many rows. */
export const fileArgument = { file: argument('a CSV file whose first line names the columns') };

/** The options that all work on many rows has. */
export const bulkOptions = {
  map: option('column=field', pairs('which column fills which field, such as --map "Full Name=name"; repeat for more')),
  check: flag('only look through the file; send nothing'),
  resume: flag('go on where an earlier run ended'),
  retryUnknown: flag('with --resume: send rows again whose outcome is unknown, after looking'),
  concurrency: option('n', integer('how many requests at once; default 4', { min: 1, max: 64 })),
};

type BulkValues = ValuesOf<typeof bulkOptions>;

/** What one kind of work on many rows is. */
export interface Work<O extends ChangeOperation = ChangeOperation> {
  readonly operation: O;
  /** For the question and the summary: `import`, `leads`. */
  readonly verb: string;
  readonly things: string;
  readonly kind: Deed['kind'];
  /** A row as input, beside what its mapped columns fill. Throws a usage failure for what is wrong with it. */
  input(row: Row, mapped: SomeInputOf<O>): SomeInputOf<O>;
  /** What makes two rows the same. */
  key(input: SomeInputOf<O>): string;
}

/** Opens the file and maps its columns. */
export const openFile = async (context: Context, word: string, { map }: BulkValues, operation: ChangeOperation, filled: readonly string[]) => {
  if (word === '-') throw usage('this needs a file: its journal is kept beside it', 'Save the rows first.');
  const file = resolve(context.world.cwd, word);
  const { openRows } = await import('../../bulk/rows.ts');
  const { mapColumns } = await import('../../bulk/columns.ts');
  const rows = await openRows(file);
  return { file, rows, mapping: mapColumns(rows.columns, operation, mapOf(map), filled) };
};

const mapOf = (typed: BulkValues['map']): Record<string, string> =>
  Object.fromEntries(Object.entries(typed ?? {}).map(([column, field]) => [column, String(field)]));

/** Cells as values, each checked as a typed one is; empty cells are left out. */
const readCells = async (context: Context, operation: ChangeOperation, mapping: Mapping, row: Row): Promise<Values> => {
  const { settings, world } = context;
  const input: Record<string, unknown> = {};
  for (const [column, name] of mapping) {
    const field = operation.input[name];
    const cell = (row.cells[column] ?? '').trim();
    if (field === undefined || cell === '') continue;
    const how: How = { flag: column, zone: settings.zone.value, now: world.now(), ...(settings.region ? { region: settings.region.value } : {}) };
    input[name] =
      field.kind === 'list'
        ? cell
            .split(/[,;|]/)
            .map((part) => part.trim())
            .filter(Boolean)
        : await readField(field, cell, how);
  }
  return input;
};

/**
 * Works through a file: looks at all of it, shows what was found, asks, sends each row once and keeps a journal. Exit 13 where
 * any row failed, is faulty or has an unknown outcome.
 */
export const runBulk = async <O extends ChangeOperation>(
  context: Context,
  options: BulkValues,
  typed: Work<O>,
  opened: Awaited<ReturnType<typeof openFile>>,
): Promise<void> => {
  // Each value was read by its field; from here on it does not matter which operation it is.
  const work: Work = typed;
  const { operation, verb, things } = work;
  const { file, rows, mapping } = opened;
  const { print, settings } = context;
  const read = async (row: Row): Promise<Ready> => {
    if (row.fault !== undefined) return { fault: row.fault };
    try {
      const input = work.input(row, await readCells(context, operation, mapping, row));
      const missing = Object.entries(operation.input).find(([name, field]) => field.required && input[name] === undefined);
      return missing ? { fault: `${missing[0]} is missing` } : { input };
    } catch (error) {
      if (error instanceof Failure && error.kind === 'usage') return { fault: error.message };
      throw error;
    }
  };
  const job: Job = {
    file,
    rows,
    read,
    key: (input) => work.key(input),
    send: async (input, ended) => (await context.client()).call(operation, input, { signal: ended }),
  };
  const { survey } = await import('../../bulk/survey.ts');
  const found = await survey(job, context.signal);
  tellSurvey(context, found, things);
  if (options.check) {
    await print.record(found, []);
    if (found.faulty > 0) throw new Failure('partial', `${found.faulty} of ${found.rows} rows cannot be sent`);
    return;
  }
  if (settings.dryRun) return print.list(previews(context, operation, job), []);
  if (found.ready === 0) throw usage(`no row of ${file} can be sent`, 'Mend the file, or see its faults with --check.');
  const { identity, openJournal } = await import('../../bulk/journal.ts');
  // Opened before the question: what is left from an earlier run must be known first.
  const { journal, past } = await openJournal(file, await identity(file, [operation.route, [...mapping], work.verb]), options.resume, context.world);
  const outcome: Outcome = { created: 0, skipped: 0, failed: 0, unknown: 0 };
  let finished = false;
  try {
    const left = found.ready - past.counts.done - past.counts.failed - (options.retryUnknown ? 0 : past.counts.unknown);
    await confirm(context, { kind: work.kind === 'call' ? 'call' : 'bulk', count: left, what: `${verb} ${counted(left, things)} from ${file}` });
    await send(context, options, job, { journal, past }, outcome, found.rows);
    finished = true;
  } finally {
    const untouched =
      !finished && outcome.created + outcome.failed + outcome.unknown === 0 && past.counts.done + past.counts.failed + past.counts.unknown === 0;
    // A run with unknown outcomes keeps its journal: it is the only record of what may have been sent.
    await journal.close(untouched ? 'untouched' : finished && outcome.unknown === 0 ? 'finished' : 'unfinished');
    if (!finished && !untouched) print.note(`${summary(outcome)}; go on with --resume`);
  }
  const wrong = outcome.failed + outcome.unknown;
  if (wrong === 0) return;
  const again = outcome.unknown > 0 ? ' Check those whose outcome is unknown before they are sent again (--resume --retry-unknown).' : '';
  throw new Failure('partial', `${wrong} of ${found.rows} rows ${outcome.unknown > 0 ? 'failed or have an unknown outcome' : 'failed'}`, {
    hint: `They are in ${file}.rejects.csv with the reason.${again}`,
  });
};

/** `1 row`, `2 rows`. */
const counted = (count: number, things: string): string => `${count} ${count === 1 ? things.replace(/s$/, '') : things}`;

const summary = ({ created, skipped, failed, unknown }: Outcome): string =>
  `${created} created, ${skipped} skipped, ${failed} failed, ${unknown} unknown`;

/** What the look through the file found, on stderr. */
const tellSurvey = ({ print }: Context, found: Survey, things: string): void => {
  print.note(`${counted(found.rows, 'rows')}: ${counted(found.ready, things)} to send, ${found.faulty} faulty, ${found.repeated} repeated`);
  for (const { line, reason } of found.faults) print.note(`  line ${line}: ${reason}`);
  if (found.faulty > found.faults.length) print.note(`  and ${found.faulty - found.faults.length} more`);
};

const previews = async function* (context: Context, operation: ChangeOperation, job: Job): AsyncGenerator<unknown> {
  const { openSeen } = await import('../../bulk/seen.ts');
  const seen = openSeen();
  for await (const row of job.rows.read()) {
    const ready = await job.read(row);
    if ('input' in ready && seen.add(job.key(ready.input))) yield previewOf(context, operation, ready.input);
  }
};

/** Sends, with progress, and prints the summary. */
const send = async (
  context: Context,
  options: BulkValues,
  job: Job,
  kept: { readonly journal: Journal; readonly past: Past },
  outcome: Outcome,
  total: number,
): Promise<void> => {
  const { world, settings, print, signal } = context;
  const { runJob } = await import('../../bulk/run.ts');
  const { openRejects } = await import('../../bulk/rejects.ts');
  const { openProgress } = await import('../../output/progress.ts');
  const rejects = openRejects(job.file, job.rows);
  const progress = openProgress(world, settings.view).start('rows', total);
  try {
    await runJob(
      job,
      {
        ...kept,
        rejects,
        concurrency: options.concurrency ?? 4,
        retryUnknown: options.retryUnknown,
        signal,
        onRow: (done) => progress.at(done),
      },
      outcome,
    );
  } finally {
    progress.end();
    await rejects.close();
  }
  print.note(summary(outcome));
  await print.record({ ...outcome, rejects: rejects.count() > 0 ? rejects.file : null }, []);
};
