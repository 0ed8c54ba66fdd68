import { resolve } from 'node:path';
import { faultOfCell, unquoted, valuesOf } from '../../bulk/cells.ts';
import type { Mapping } from '../../bulk/columns.ts';
import type { Row, Rows } from '../../bulk/rows.ts';
import { usage } from '../../errors.ts';
import { type ChangeOperation, integer, pairs, type SomeInputOf, text } from '../../resources/resource.ts';
import { type How, readField } from '../../values/field.ts';
import { argument } from '../command/argument.ts';
import type { Context, Values } from '../command/command.ts';
import { flag, option, type ValuesOf } from '../command/option.ts';
import type { Deed } from '../operation/confirm.ts';
import { ledgerOption } from './ledger.ts';
import type { RailValues } from './rails.ts';

/** The file argument of every bulk command. */
export const fileArgument = { file: argument('CSV file with a header row', { verbatim: true }) };

/** The options of every bulk command. */
export const bulkOptions = {
  map: option('column=field', pairs('map a column to a field, such as --map "Full Name=name" or "First Name+Last Name=name" (repeatable)')),
  encoding: option('name', text('encoding of the file, such as windows-1252 (default: detected)')),
  check: flag('validate the file without sending anything'),
  resume: flag('continue an interrupted run (same as running it again)'),
  retryUnknown: flag('resend rows with an unknown outcome (check them first)'),
  again: flag('send to everyone again, including people who already got it'),
  ...ledgerOption,
  concurrency: option('n', integer('number of concurrent requests (default 4)', { min: 1, max: 64 })),
};

/** Option for work that reaches people: a name under which each person is contacted once. */
export const campaignOption = {
  campaign: option('name', text('contact each recipient only once under this name (default: the same text once in 24 hours)', { min: 1 })),
};

/** The options as typed. Numbers that look impossible matter only for calls and texts. */
export type BulkValues = ValuesOf<typeof bulkOptions> &
  RailValues & { readonly allowUnusualNumber?: boolean } & Partial<ValuesOf<typeof campaignOption>>;

/** Describes one kind of bulk work. */
export interface Work<O extends ChangeOperation = ChangeOperation> {
  readonly operation: O;
  /** For the prompt and the summary: `import`, `leads`. */
  readonly verb: string;
  readonly things: string;
  readonly kind: Deed['kind'];
  /** Returns the input for a row, in addition to its mapped columns. Throws a usage failure if the row is invalid. */
  input(row: Row, mapped: SomeInputOf<O>): SomeInputOf<O>;
  /** Returns the key that identifies duplicate rows. `unused` are the cells that fill no field. */
  key(input: SomeInputOf<O>, unused: readonly string[]): string;
  /** Returns the recipient under which the ledger records a row; undefined if nothing identifies one, in which case the whole row does. */
  recipient(input: SomeInputOf<O>): string | undefined;
  /** Returns the rendered text. Without a campaign, the same text goes to a recipient once in 24 hours. Absent if once means forever. */
  said?(input: SomeInputOf<O>): string;
  /** The text before placeholders are filled in. */
  readonly template?: string | undefined;
  /** The columns that its placeholders use. */
  readonly columns?: readonly string[];
  /** Returns the text in readable form, for the prompt. */
  shown?(input: SomeInputOf<O>): string | undefined;
  /** Whether the text is an SMS, which is counted in segments. */
  readonly sms?: true;
  /** What happened to a row that was sent, for the summary: `sent`, `placed`, `imported`. */
  readonly done: string;
}

/** Opens the file and maps its columns. Prompts for required fields without a column, or fails with `usage` and suggests the likely column. */
export const openFile = async (
  context: Context,
  word: string,
  { map, encoding }: BulkValues,
  operation: ChangeOperation,
  filled: readonly string[],
) => {
  const { print, world } = context;
  const { needsFile, openRows } = await import('../../bulk/rows.ts');
  if (word === '-') throw needsFile();
  const file = resolve(world.cwd, word);
  const { takeSnapshot } = await import('../../bulk/snapshot.ts');
  const snapshot = await takeSnapshot(file, context.settings.places.state, world.platform);
  try {
    const rows = await openRows(file, { from: snapshot.path, ...(encoding === undefined ? {} : { encoding }) });
    if (rows.encoding.guessedFrom !== undefined)
      print.note(`${word} is not UTF-8; reading it as Windows-1252 (\`${rows.encoding.guessedFrom}\`). Use --encoding to choose another.`);
    return { file, rows, snapshot, ...(await mapped(context, rows, mapOf(map), operation, filled)) };
  } catch (error) {
    snapshot.close();
    throw error;
  }
};

/** Returns the columns for the fields; prompts for missing ones on a terminal. */
const mapped = async (
  { ask, print }: Context,
  rows: Rows,
  map: Readonly<Record<string, string>>,
  operation: ChangeOperation,
  filled: readonly string[],
): Promise<{ readonly mapping: Mapping; readonly agentMissing: boolean }> => {
  const { likelyColumn, mapColumns } = await import('../../bulk/columns.ts');
  const { mapping, missing } = mapColumns(rows.columns, operation, map, filled);
  const found = new Map(mapping);
  for (const field of missing) {
    const likely = likelyColumn(field, rows.columns);
    // An agent comes from an option or prompt, not from a column.
    if (field === 'agent_id') continue;
    if (!ask.possible)
      throw usage(
        `no column found for ${missing.map((name) => `\`${name}\``).join(', ')}`,
        `It has: ${rows.columns.join(', ')}. Map one: --map '${likely ?? 'COLUMN'}=${field}'.`,
      );
    const columns = [...new Set([...(likely === undefined ? [] : [likely]), ...rows.columns.filter((column) => column !== '')])];
    const chosen = await ask.pick(
      `Which column is ${field.replaceAll('_', ' ')} (${operation.input[field]?.about ?? field})?`,
      columns.map((name) => ({ name, value: name })),
    );
    print.note(`To skip this question next time: --map '${chosen}=${field}'`);
    found.set(field, [chosen]);
  }
  return { mapping: found, agentMissing: missing.includes('agent_id') };
};

export type OpenedFile = Awaited<ReturnType<typeof openFile>>;

const mapOf = (typed: BulkValues['map']): Record<string, string> =>
  Object.fromEntries(Object.entries(typed ?? {}).map(([column, field]) => [column, String(field)]));

/** Returns cells as values, each validated like a typed value; empty cells are omitted. */
export const readCells = async (
  context: Context,
  { allowUnusualNumber }: BulkValues,
  operation: ChangeOperation,
  mapping: Mapping,
  row: Row,
  note: (line: string) => void,
): Promise<Values> => {
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
      unusual: allowUnusualNumber ? 'allowed' : 'refused',
      warn: note,
      note,
      ...(settings.region ? { region: settings.region.value } : {}),
    };
    input[name] = field.kind === 'list' ? valuesOf(cell) : await readField(field, cell, how);
  }
  return input;
};
