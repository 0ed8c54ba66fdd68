import { createReadStream } from 'node:fs';
import { faultOfCell } from '../../bulk/cells.ts';
import type { Input, Job, Ready, Survey } from '../../bulk/job.ts';
import type { Past } from '../../bulk/journal.ts';
import type { Judge } from '../../bulk/judge.ts';
import { heldReasons } from '../../bulk/rails.ts';
import { reasonColumn } from '../../bulk/rejects.ts';
import type { Row } from '../../bulk/rows.ts';
import type { Outcome } from '../../bulk/run.ts';
import { outcomeWords } from '../../bulk/standing-words.ts';
import { asFailure, Failure, usage } from '../../errors.ts';
import type { Contact, Held, Ledger } from '../../ledger/ledger.ts';
import { excerpt } from '../../output/excerpt.ts';
import type { ChangeOperation } from '../../resources/resource.ts';
import type { Context, Values } from '../command/command.ts';
import { previewOf } from '../operation/change.ts';
import { confirm } from '../operation/confirm.ts';
import { namedStore, openLedgerFor, workspaceContacts } from './ledger.ts';
import { openRails } from './rails.ts';
import { asked, segmentsOf, shownStanding, surveyLines } from './words.ts';
import { type BulkValues, type OpenedFile, readCells, type Work } from './work.ts';

const day = 86_400_000;

/** A job without the part that the ledger needs. */
type Rows = Omit<Job, 'contact'>;

/**
 * Processes a file: checks all of it, prints the findings, asks for confirmation, and sends each row once, as the ledger decides. Exits with 13 if
 * any row failed, is invalid, has an unknown outcome, or is held back.
 */
export const runBulk = async <O extends ChangeOperation>(
  context: Context,
  options: BulkValues,
  typed: Work<O>,
  opened: OpenedFile,
): Promise<void> => {
  // The fields have parsed all values, so the specific operation type no longer matters.
  const work: Work = typed;
  const { operation } = work;
  const { file, rows, mapping } = opened;
  const used = new Set([...mapping.values(), work.columns ?? []].flat());
  const unused = rows.columns.filter((column) => column !== '' && !used.has(column));
  const read = async (row: Row): Promise<Ready> => {
    if (row.fault !== undefined) return { fault: row.fault };
    for (const column of work.columns ?? []) {
      const fault = faultOfCell(row.cells[column] ?? '');
      if (fault !== undefined) return { fault: `${column} ${fault}` };
    }
    try {
      const notes: string[] = [];
      const input = work.input(row, await readCells(context, options, operation, mapping, row, (line) => void notes.push(line)));
      const missing = Object.entries(operation.input).find(([name, field]) => field.required && input[name] === undefined);
      return missing ? { fault: `${missing[0]} is missing` } : { input, notes };
    } catch (error) {
      if (error instanceof Failure && error.kind === 'usage') return { fault: error.message };
      throw error;
    }
  };
  const job = {
    file,
    rows,
    read,
    key: (input: Values, row: Row) => work.key(input, cellsOf(row, unused)),
    send: async (input: Values, ended: AbortSignal) => (await context.client()).call(operation, input, { signal: ended }),
  };
  await sendRows(context, options, work, job, opened, unused);
};

/** Returns the cells of a row that fill no field. The reason column added to a file of rejects does not make it a different row. */
const cellsOf = (row: Row, columns: readonly string[]): string[] =>
  columns.filter((column) => column !== reasonColumn).map((column) => row.cells[column] ?? '');

/** Checks the rows, prints the findings, asks for confirmation and sends. Disposes of the snapshot. */
const sendRows = async (
  context: Context,
  options: BulkValues,
  work: Work,
  rows: Rows,
  { mapping, snapshot }: OpenedFile,
  unused: readonly string[],
): Promise<void> => {
  let ledger: Ledger | undefined;
  try {
    const about = {
      operation: work.operation.route,
      // Without a text, once means forever.
      campaign: options.campaign ?? (work.said ? undefined : ''),
      template: work.template,
      reaches: work.said !== undefined,
    };
    const quiet = (options.check || context.settings.dryRun) && context.settings.apiKey === undefined;
    const contacts = quiet ? undefined : await workspaceContacts(context, about);
    const store = await namedStore(context, options.ledger);
    if (contacts && !context.settings.dryRun && options.testTo === undefined)
      ledger = await openLedgerFor(context, store, contacts.purpose, rows.file).catch((error: unknown) => {
        if (!options.check) throw error;
        return void context.print.note(`${asFailure(error).message}; what was sent before is left out of account`);
      });
    const contact = (input: Input, row: Row): Contact => {
      const recipient = work.recipient(input) ?? JSON.stringify([input, ...cellsOf(row, unused)]);
      return contacts?.contact(recipient, work.said?.(input) ?? '') ?? { key: '', recipient };
    };
    await sendWith(context, options, work, { ...rows, contact }, ledger, {
      template: contacts?.template,
      about: async () => {
        const { identity, mappingBefore } = await import('../../bulk/journal.ts');
        return identity(createReadStream(snapshot.path), [work.operation.route, mappingBefore(mapping, options.map), work.verb]);
      },
      columns: Object.fromEntries(mapping),
      unused,
    });
  } finally {
    await ledger?.close();
    snapshot.close();
  }
};

interface Known {
  readonly template: string | undefined;
  /** Returns the description that an older version used for this work. */
  about(): Promise<string>;
  /** The columns that fill each field, and those that fill none. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly unused: readonly string[];
}

const sendWith = async (context: Context, options: BulkValues, work: Work, job: Job, ledger: Ledger | undefined, known: Known): Promise<void> => {
  const { print, settings, world } = context;
  const began = world.now();
  const campaign = options.campaign !== undefined || work.said === undefined;
  const mayTake = ({ state, at }: Held): boolean => {
    if (state === 'working') return false;
    // Never resend what this run or a concurrent one has sent since it began. Times may be rounded down by a tenth of a second.
    if (options.again) return at + 100 <= began;
    if (state === 'unknown') return options.retryUnknown;
    return !campaign && world.now() - at >= day;
  };
  const { openPast } = await import('../../bulk/journal.ts');
  const past = ledger && (await openPast(job.file, known.about, world));
  const rails = await openRails(context, options, job.rows, (input) => work.recipient(input) ?? '');
  const { openJudge } = await import('../../bulk/judge.ts');
  const skip =
    options.skipContacted === undefined ? undefined : { since: began - options.skipContacted, reason: 'contacted lately (--skip-contacted)' };
  const judge = openJudge({ ledger, contact: job.contact, mayTake, past, leaveOut: rails.leaveOut, skip, now: () => world.now() });

  const { survey } = await import('../../bulk/survey.ts');
  const { openTally } = await import('../../bulk/tally.ts');
  const tally = openTally({
    judge,
    ledger,
    text: (input) => work.shown?.(input),
    segments: work.sms ? await segmentsOf() : () => 0,
    template: known.template === undefined || campaign ? undefined : { digest: known.template, since: began - day },
  });
  const found: Survey = {
    ...(await survey(job, context.signal, tally.add)),
    columns: known.columns,
    unused: known.unused.filter((column) => !rails.columns.includes(column)),
  };
  const standing = await tally.end();
  const lines = surveyLines(context, found, standing, work);
  if (options.check) {
    // Print it once: as text for people, as data for programs.
    if (print.view.format === 'table' && print.view.query === undefined) await print.write(lines.map((line) => `${line}\n`).join(''));
    else await print.record({ ...found, ...shownStanding(standing) }, []);
    if (found.faulty > 0) throw new Failure('partial', `${found.faulty} of ${found.rows} rows ${found.faulty === 1 ? 'is' : 'are'} invalid`);
    return;
  }
  for (const line of lines) print.note(line);
  if (settings.dryRun) return print.list(previews(context, work, job, judge), []);
  if (found.ready === 0) throw usage(`no valid rows in ${job.file}`, 'Fix the file; `--check` lists its problems.');
  if (options.testTo !== undefined) return sendTest(context, work, job, options.testTo);
  if (ledger === undefined) return;
  if (options.resume && !standing.ever) throw usage('nothing to resume: no row of this was ever sent', 'Run the same command without --resume.');
  if (standing.left > 0)
    await confirm(context, {
      kind: work.kind === 'call' ? 'call' : 'bulk',
      count: standing.left,
      what: asked(work, standing, job.file, found.unused),
    });
  await send(context, options, work, job, { ledger, judge, mayTake, pace: rails.pace, past }, found);
};

const previews = async function* (context: Context, work: Work, job: Job, judge: Judge): AsyncGenerator<unknown> {
  const { openSeen } = await import('../../bulk/seen.ts');
  const seen = openSeen();
  for await (const row of job.rows.read()) {
    const ready = await job.read(row);
    if (!('input' in ready) || !seen.add(job.key(ready.input, row))) continue;
    const [verdict] = await judge([{ row, input: ready.input }]);
    if (verdict?.kind === 'send') yield previewOf(context, work.operation, ready.input);
  }
};

/** Sends the first row's message to a test number, and nothing else. */
const sendTest = async (context: Context, work: Work, job: Job, to: string): Promise<void> => {
  for await (const row of job.rows.read()) {
    const ready = await job.read(row);
    if (!('input' in ready)) continue;
    const input = { ...ready.input, to };
    const said = work.shown?.(input);
    await confirm(context, {
      kind: work.kind === 'call' ? 'call' : 'text',
      count: 1,
      what: `test: ${to}${said === undefined ? '' : `, ${excerpt(said)}`}`,
    });
    const { value } = await job.send(input, context.signal);
    return context.print.record(value, [], { changed: true });
  }
};

interface Sending {
  readonly ledger: Ledger;
  readonly judge: Judge;
  mayTake(held: Held): boolean;
  pace(): Promise<void>;
  readonly past: Past | undefined;
}

/** Sends the rows with progress, and prints the summary. */
const send = async (context: Context, options: BulkValues, work: Work, job: Job, { past, ...sending }: Sending, found: Survey): Promise<void> => {
  const { world, settings, print, signal } = context;
  const { runJob } = await import('../../bulk/run.ts');
  const { openRejects } = await import('../../bulk/rejects.ts');
  const { openProgress } = await import('../../output/progress.ts');
  const rejects = openRejects(`${job.file}.rejects.csv`, job.rows);
  const unknowns = openRejects(`${job.file}.unknown.csv`, job.rows);
  const outcome: Outcome = { created: 0, already: 0, skipped: 0, failed: 0, unknown: 0, left_out: {} };
  const progress = openProgress(world, settings.view).start('rows', found.rows);
  let finished = false;
  try {
    await runJob(
      job,
      {
        ...sending,
        rejects,
        unknowns,
        concurrency: options.concurrency ?? 4,
        signal,
        onRow: (count) => progress.at(count),
        now: () => world.now(),
        sleep: (ms) => world.sleep(ms, signal),
      },
      outcome,
    );
    finished = true;
    past?.putAway();
  } finally {
    progress.end();
    await rejects.close(finished);
    await unknowns.close(finished);
    if (!finished && outcome.created + outcome.failed + outcome.unknown > 0)
      print.note(`${outcomeWords(outcome, work.done)}; continue with --resume`);
  }
  if (print.view.format === 'table' && print.view.query === undefined) await print.write(`${outcomeWords(outcome, work.done)}\n`);
  else
    await print.record({ ...outcome, rejects: rejects.count() > 0 ? rejects.file : null, unknowns: unknowns.count() > 0 ? unknowns.file : null }, []);
  const held = Object.entries(outcome.left_out).reduce((sum, [reason, count]) => sum + (isHeld(reason) ? count : 0), 0);
  const wrong = outcome.failed + outcome.unknown + held;
  if (wrong === 0) return;
  const where = [
    ...(outcome.failed > 0 ? [`Fix ${rejects.file} and send it as it is.`] : []),
    ...(outcome.unknown > 0 ? [`Check the rows of ${unknowns.file} before you send them again with --retry-unknown.`] : []),
    ...(held > 0 ? ['Run it again at another time for those that were held.'] : []),
  ];
  throw new Failure('partial', `${wrong} of ${found.rows} rows ${wrongWords(wrong === 1, outcome.failed > 0, outcome.unknown > 0, held > 0)}`, {
    hint: where.join(' '),
  });
};

/** Returns what is wrong with the rows that were not sent. */
const wrongWords = (one: boolean, failed: boolean, unknown: boolean, held: boolean): string =>
  [
    ...(failed ? ['failed'] : []),
    ...(held ? [one ? 'was held' : 'were held'] : []),
    ...(unknown ? [one ? 'has an unknown outcome' : 'have an unknown outcome'] : []),
  ].join(' or ');

/** Whether rows left out for this reason are to be sent later. */
const isHeld = (reason: string): boolean => reason === heldReasons.zone || reason === heldReasons.unknown || reason.startsWith(heldReasons.hours(''));
