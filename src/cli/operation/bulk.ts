import { resolve } from 'node:path';
import type { Mapping } from '../../bulk/columns.ts';
import type { Row } from '../../bulk/rows.ts';
import { usage } from '../../errors.ts';
import { type ChangeOperation, integer, pairs, type SomeInputOf, text } from '../../resources/resource.ts';
import { type How, readField } from '../../values/field.ts';
import { argument } from '../command/argument.ts';
import type { Context, Values } from '../command/command.ts';
import { flag, option, type ValuesOf } from '../command/option.ts';
import type { Deed } from './confirm.ts';
import { ledgerOption } from './ledger.ts';
import type { RailValues } from './rails.ts';

/** The file, for each command that works on many rows. */
export const fileArgument = { file: argument('a CSV file whose first line names the columns') };

/** The options that all work on many rows has. */
export const bulkOptions = {
  map: option('column=field', pairs('which column fills which field, such as --map "Full Name=name"; repeat for more')),
  check: flag('only look through the file; send nothing'),
  resume: flag('go on where an earlier run ended; the same as running it again'),
  retryUnknown: flag('send rows again whose outcome is unknown, after checking'),
  again: flag('send to everyone again, also to those who already got it'),
  ...ledgerOption,
  concurrency: option('n', integer('how many requests at once; default 4', { min: 1, max: 64 })),
};

/** For what reaches people: a name under which each is contacted once. */
export const campaignOption = {
  campaign: option('name', text('contact each recipient once for good under this name; without it, the same text once in 24 hours', { min: 1 })),
};

export type BulkValues = ValuesOf<typeof bulkOptions> & RailValues & Partial<ValuesOf<typeof campaignOption>>;

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
  /** Whom the ledger knows a row by; undefined where nothing names one, and the whole row does. */
  recipient(input: SomeInputOf<O>): string | undefined;
  /** What is said, rendered: without a campaign, the same words go to a recipient once in 24 hours. Absent where once is for good. */
  said?(input: SomeInputOf<O>): string;
  /** The words before columns are filled in. */
  readonly template?: string | undefined;
  /** The words as people read them, for the question. */
  shown?(input: SomeInputOf<O>): string | undefined;
  /** Whether words are an SMS, which is counted in segments. */
  readonly sms?: true;
  /** What became of a row that was sent, for the summary: `sent`, `placed`, `imported`. */
  readonly done: string;
}

/** Opens the file and maps its columns. */
export const openFile = async (context: Context, word: string, { map }: BulkValues, operation: ChangeOperation, filled: readonly string[]) => {
  if (word === '-') throw usage('this needs a file: who was contacted is recorded beside it', 'Save the rows first.');
  const file = resolve(context.world.cwd, word);
  const { openRows } = await import('../../bulk/rows.ts');
  const { mapColumns } = await import('../../bulk/columns.ts');
  const { takeSnapshot } = await import('../../bulk/snapshot.ts');
  const snapshot = await takeSnapshot(file, context.settings.places.state, context.world.platform);
  try {
    const rows = await openRows(file, snapshot.path);
    return { file, rows, snapshot, mapping: mapColumns(rows.columns, operation, mapOf(map), filled) };
  } catch (error) {
    snapshot.close();
    throw error;
  }
};

export type OpenedFile = Awaited<ReturnType<typeof openFile>>;

const mapOf = (typed: BulkValues['map']): Record<string, string> =>
  Object.fromEntries(Object.entries(typed ?? {}).map(([column, field]) => [column, String(field)]));

/** Cells as values, each checked as a typed one is; empty cells are left out. */
export const readCells = async (context: Context, operation: ChangeOperation, mapping: Mapping, row: Row): Promise<Values> => {
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
