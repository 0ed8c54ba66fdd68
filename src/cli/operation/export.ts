import { resolve } from 'node:path';
import type { Item } from '../../client/client.ts';
import { Failure, usage } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import { openPrinter } from '../../output/print.ts';
import type { Printer } from '../../output/printer.ts';
import { counted } from '../../output/text/count.ts';
import { allColumns, type ListOperation, text } from '../../resources/resource.ts';
import type { Sink } from '../../world.ts';
import { type Command, type Context, defineCommand } from '../command/command.ts';
import { flag, option } from '../command/option.ts';
import { inputOf } from './inputs.ts';
import { filterOf, type ListValues, listOptions } from './list.ts';
import { periodOf } from './period.ts';

/** Returns the file for `--out`; undefined for standard output or `-`. */
export const outOf = (out: string | undefined): string | undefined => (out === '-' ? undefined : out);

/** The hint for when the `--out` file cannot be written. */
export const elsewhere = 'Choose another file with --out.';

/** The options of a command that writes a whole list. */
export const outOptions = {
  out: option('file', text('write to this file atomically instead of stdout')),
  bom: flag('begin CSV with a byte-order mark, so that Excel on Windows reads it as UTF-8'),
};

/**
 * Gives `write` a printer for `--out` or standard output, as CSV unless another format was selected, and returns how a note names the file: ` to FILE`,
 * or nothing. `own`: the command writes a format of its own, which takes no byte-order mark.
 */
export const writeExport = async (
  { settings, world, signal }: Context,
  typed: { readonly out: string | undefined; readonly bom: boolean },
  write: (printer: Printer) => Promise<void>,
  own = false,
): Promise<string> => {
  const out = outOf(typed.out);
  // Tables are for reading on screen; by default an export is a CSV file.
  const format = settings.view.format === 'table' ? 'csv' : settings.view.format;
  const view = { ...settings.view, format, terminal: settings.view.terminal && out === undefined } as const;
  if (typed.bom && (own || (format !== 'csv' && format !== 'tsv'))) throw usage('--bom works only with csv and tsv');
  const fill = async (stdout: Sink): Promise<void> => {
    const printer = openPrinter({ ...world, stdout, stderr: world.stderr }, view);
    if (typed.bom) await printer.write('\ufeff');
    await write(printer);
  };
  if (out === undefined) await fill(world.stdout);
  else await writeWhole(resolve(world.cwd, out), fill, { hint: elsewhere, signal });
  return out === undefined ? '' : ` to ${out}`;
};

/** An additional format for one list. Calls `left` for each item it cannot represent. */
type OwnFormat = (items: AsyncIterable<Item>, context: Context, left: () => void) => AsyncIterable<string>;

/** Defines a command that streams an entire list to a file or a pipe, as CSV by default. `formats` are additional formats. */
export const exportCommand = (name: string, operation: ListOperation, formats: Readonly<Record<string, OwnFormat>> = {}): Command => {
  const { limit: _limit, page: _page, all: _all, scan: _scan, ...options } = listOptions(operation);
  return defineCommand({
    columns: allColumns(operation),
    options: {
      ...options,
      ...outOptions,
    },
    ...(Object.keys(formats).length > 0 ? { formats: Object.keys(formats) } : {}),
    detail: 'Streams rows as pages arrive, with constant memory. Writes CSV unless -o selects another format.',
    examples: [`${name} export > ${name}.csv`, `${name} export -o jsonl --out ${name}.jsonl`],
    run: (context, values) => run(context, values, name, operation, formats[values.format ?? '']),
  });
};

const run = async (
  context: Context,
  options: ListValues & { readonly out: string | undefined; readonly bom: boolean },
  name: string,
  operation: ListOperation,
  own?: OwnFormat,
): Promise<void> => {
  const { signal, print } = context;
  const input = await periodOf(await inputOf(context, options, operation), options.on);
  const client = await context.client();
  const keep = filterOf(options, operation);
  const listing = client.list(operation, input, { all: true, ...(keep ? { keep, scan: Number.POSITIVE_INFINITY } : {}) }, { signal });
  let left = 0;
  const leave = (): void => {
    left += 1;
  };
  const write = async (printer: Printer): Promise<void> => {
    if (own === undefined) return printer.list(listing.items, operation.output.columns);
    for await (const piece of own(listing.items, context, leave)) await printer.write(piece);
  };
  const where = await writeExport(context, options, write, own !== undefined);
  const unread = listing.unread();
  if (unread) throw new Failure('bad-answer', `the rest of the ${name} could not be read: ${unread.reason}`);
  const doubt = listing.doubt();
  if (doubt !== undefined) print.warn(`Perhaps not all ${name}: ${doubt}.`);
  print.note(`${counted(listing.shown() - left, name)} exported${where}`);
  if (left > 0) print.warn(`${counted(left, name)} without a time ${left === 1 ? 'was' : 'were'} left out`);
};
