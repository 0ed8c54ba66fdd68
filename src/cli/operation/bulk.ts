import { resolve } from 'node:path';
import { faultOfCell, unquoted, valuesOf } from '../../bulk/cells.ts';
import type { Mapping } from '../../bulk/columns.ts';
import type { Job, Ready, Survey } from '../../bulk/job.ts';
import type { Journal, Past } from '../../bulk/journal.ts';
import type { Row } from '../../bulk/rows.ts';
import type { Outcome } from '../../bulk/run.ts';
import { counted, outcomeWords, surveyWords } from '../../bulk/words.ts';
import { Failure, usage } from '../../errors.ts';
import { integer, type Operation, pairs, text } from '../../resources/resource.ts';
import { type How, readField } from '../../values/field.ts';
import type { Argument, Context, Given, Option } from '../command/command.ts';
import { flagOf, numberOf, textOf, wordOf } from '../command/given.ts';
import { previewOf } from './change.ts';
import { confirm, type Deed } from './confirm.ts';

/** The file, for each command that works on many rows. */
export const fileArgument: Argument = { name: 'file', about: 'a CSV file whose first line names the columns' };

/** The options that all work on many rows has. */
export const bulkOptions: readonly Option[] = [
  {
    name: 'map',
    value: 'column=field',
    field: pairs('which column fills which field, such as --map "Full Name=name" or "First Name+Last Name=name"; repeat for more'),
  },
  { name: 'encoding', value: 'name', field: text('how the file is encoded, such as windows-1252; found out by default') },
  { name: 'check', field: text('only look through the file; send nothing') },
  { name: 'resume', field: text('go on where an earlier run ended') },
  { name: 'retry-unknown', field: text('with --resume: send rows again whose outcome is unknown, after looking') },
  { name: 'concurrency', value: 'n', field: integer('how many requests at once; default 4', { min: 1, max: 64 }) },
];

/** What one kind of work on many rows is. */
export interface Work {
  readonly operation: Operation;
  /** For the question and the summary: `import`, `leads`. */
  readonly verb: string;
  readonly things: string;
  readonly kind: Deed['kind'];
  /** A row as input, beside what its mapped columns fill. Throws a usage failure for what is wrong with it. */
  input(row: Row, mapped: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** What makes two rows the same; `unused` are the cells that fill nothing. */
  key(input: Readonly<Record<string, unknown>>, unused: readonly string[]): string;
  /** The columns that a template takes values from. */
  readonly template?: readonly string[];
  /** What a row has become when it is sent: `imported`. */
  readonly done: string;
}

/** Opens the file and maps its columns. What is required and has no column is asked for, or is a usage failure with the likely column. */
export const openFile = async (context: Context, given: Given, operation: Operation, filled: readonly string[]) => {
  const { ask, print, world } = context;
  const { needsFile, openRows } = await import('../../bulk/rows.ts');
  const word = wordOf(given, 'file') ?? '';
  if (word === '-') throw needsFile();
  const file = resolve(world.cwd, word);
  const { likelyColumn, mapColumns } = await import('../../bulk/columns.ts');
  const encoding = textOf(given, 'encoding');
  const rows = await openRows(file, encoding === undefined ? {} : { encoding });
  if (rows.encoding.guessedFrom !== undefined)
    print.note(`${word} is not UTF-8 and is read as Windows-1252 (\`${rows.encoding.guessedFrom}\`); name another with --encoding`);
  const { mapping, missing } = mapColumns(rows.columns, operation, mapOf(given), filled);
  const found = new Map(mapping);
  for (const field of missing) {
    const likely = likelyColumn(field, rows.columns);
    // An agent is picked by who needs one, not by a column.
    if (field === 'agent_id') continue;
    if (!ask.possible)
      throw usage(
        `the file has no column for ${missing.join(', ')}`,
        `It has: ${rows.columns.join(', ')}. Say which is meant: --map '${likely ?? 'COLUMN'}=${field}'.`,
      );
    const columns = [...new Set([...(likely === undefined ? [] : [likely]), ...rows.columns.filter((column) => column !== '')])];
    const chosen = await ask.pick(
      `Which column is ${field.replaceAll('_', ' ')} (${operation.input[field]?.about ?? field})?`,
      columns.map((name) => ({ name, value: name })),
    );
    print.note(`Next time: --map '${chosen}=${field}'`);
    found.set(field, [chosen]);
  }
  return { file, rows, mapping: found, agentMissing: missing.includes('agent_id') };
};

const mapOf = (given: Given): Record<string, string> => {
  const typed = given.values['map'];
  return typeof typed === 'object' && typed !== null
    ? Object.fromEntries(Object.entries(typed).map(([column, field]) => [column, String(field)]))
    : {};
};

/** Cells as values, each checked as a typed one is; empty cells are left out. */
const readCells = async (
  context: Context,
  given: Given,
  operation: Operation,
  mapping: Mapping,
  row: Row,
  note: (line: string) => void,
): Promise<Record<string, unknown>> => {
  const { settings, world } = context;
  const input: Record<string, unknown> = {};
  for (const [name, columns] of mapping) {
    const field = operation.input[name];
    const cells = columns.map((column) => unquoted(row.cells[column] ?? '').trim()).filter((part) => part !== '');
    const column = columns.join(' + ');
    const cell = cells.join(' ');
    if (field === undefined || cell === '') continue;
    for (const part of cells) {
      const fault = faultOfCell(part);
      if (fault !== undefined) throw usage(`${column} ${fault}`);
    }
    const how: How = {
      flag: column,
      zone: settings.zone.value,
      now: world.now(),
      unusual: flagOf(given, 'allow_unusual_number') ? 'allowed' : 'refused',
      warn: note,
      note,
      ...(settings.region ? { region: settings.region.value } : {}),
    };
    input[name] = field.kind === 'list' ? valuesOf(cell) : await readField(field, cell, how);
  }
  return input;
};

/**
 * Works through a file: looks at all of it, shows what was found, asks, sends each row once and keeps a journal. Exit 13 where
 * any row failed, is faulty or has an unknown outcome.
 */
export const runBulk = async (context: Context, given: Given, work: Work, opened: Awaited<ReturnType<typeof openFile>>): Promise<void> => {
  const { operation, verb, things } = work;
  const { file, rows, mapping } = opened;
  const { print, settings } = context;
  const used = new Set([...mapping.values(), work.template ?? []].flat());
  const unused = rows.columns.filter((column) => column !== '' && !used.has(column));
  const read = async (row: Row): Promise<Ready> => {
    if (row.fault !== undefined) return { fault: row.fault };
    for (const column of work.template ?? []) {
      const fault = faultOfCell(row.cells[column] ?? '');
      if (fault !== undefined) return { fault: `${column} ${fault}` };
    }
    try {
      const notes: string[] = [];
      const input = work.input(row, await readCells(context, given, operation, mapping, row, (line) => void notes.push(line)));
      const missing = Object.entries(operation.input).find(([name, field]) => field.required && input[name] === undefined);
      return missing ? { fault: `${missing[0]} is missing` } : { input, notes };
    } catch (error) {
      if (error instanceof Failure && error.kind === 'usage') return { fault: error.message };
      throw error;
    }
  };
  const job: Job = {
    file,
    rows,
    read,
    key: (input, row) =>
      work.key(
        input,
        unused.map((column) => row.cells[column] ?? ''),
      ),
    send: async (input, ended) => (await context.client()).call(operation, input, { signal: ended }),
  };
  const { survey } = await import('../../bulk/survey.ts');
  const found: Survey = { ...(await survey(job, context.signal)), columns: Object.fromEntries(mapping), unused };
  const lines = surveyWords(found, things);
  if (flagOf(given, 'check')) {
    // Said once: to people in words, to programs as data.
    if (print.view.format === 'table' && print.view.query === undefined) await print.write(lines.map((line) => `${line}\n`).join(''));
    else await print.record(found, []);
    if (found.faulty > 0) throw new Failure('partial', `${found.faulty} of ${found.rows} rows cannot be sent`);
    return;
  }
  for (const line of lines) print.note(line);
  if (settings.dryRun) return print.list(previews(context, operation, job), []);
  if (found.ready === 0) throw usage(`no row of ${file} can be sent`, 'Mend the file, or see its faults with --check.');
  const { identity, openJournal } = await import('../../bulk/journal.ts');
  // Opened before the question: what is left from an earlier run must be known first.
  const { journal, past } = await openJournal(
    file,
    await identity(file, [operation.route, [...mapping], work.verb]),
    flagOf(given, 'resume'),
    context.world,
  );
  const outcome: Outcome = { created: 0, skipped: 0, failed: 0, unknown: 0 };
  let finished = false;
  try {
    const left = found.ready - past.counts.done - past.counts.failed - (flagOf(given, 'retry_unknown') ? 0 : past.counts.unknown);
    await confirm(context, {
      kind: work.kind === 'call' ? 'call' : 'bulk',
      count: left,
      what: `${verb} ${counted(left, things)} from ${file}${unused.length > 0 ? ` (unused columns: ${unused.join(', ')})` : ''}`,
    });
    await send(context, given, job, { journal, past }, outcome, found.rows, work.done);
    finished = true;
  } finally {
    const untouched =
      !finished && outcome.created + outcome.failed + outcome.unknown === 0 && past.counts.done + past.counts.failed + past.counts.unknown === 0;
    // A run with unknown outcomes keeps its journal: it is the only record of what may have been sent.
    await journal.close(untouched ? 'untouched' : finished && outcome.unknown === 0 ? 'finished' : 'unfinished');
    if (!finished && !untouched) print.note(`${outcomeWords(outcome, work.done)}; go on with --resume`);
  }
  const wrong = outcome.failed + outcome.unknown;
  if (wrong === 0) return;
  const again = outcome.unknown > 0 ? ' Check those whose outcome is unknown before they are sent again (--resume --retry-unknown).' : '';
  throw new Failure('partial', `${wrong} of ${found.rows} rows ${outcome.unknown > 0 ? 'failed or have an unknown outcome' : 'failed'}`, {
    hint: `They are in ${file}.rejects.csv with the reason.${again}`,
  });
};

const previews = async function* (context: Context, operation: Operation, job: Job): AsyncGenerator<unknown> {
  const { openSeen } = await import('../../bulk/seen.ts');
  const seen = openSeen();
  for await (const row of job.rows.read()) {
    const ready = await job.read(row);
    if ('input' in ready && seen.add(job.key(ready.input, row))) yield previewOf(context, operation, ready.input);
  }
};

/** Sends, with progress, and prints the summary. */
const send = async (
  context: Context,
  given: Given,
  job: Job,
  kept: { readonly journal: Journal; readonly past: Past },
  outcome: Outcome,
  total: number,
  done: string,
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
        concurrency: numberOf(given, 'concurrency') ?? 4,
        retryUnknown: flagOf(given, 'retry_unknown'),
        signal,
        onRow: (count) => progress.at(count),
      },
      outcome,
    );
  } finally {
    progress.end();
    await rejects.close();
  }
  if (print.view.format === 'table' && print.view.query === undefined) return print.write(`${outcomeWords(outcome, done)}\n`);
  await print.record({ ...outcome, rejects: rejects.count() > 0 ? rejects.file : null }, []);
};
