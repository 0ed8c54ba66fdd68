import { resolve } from 'node:path';
import type { Item } from '../../client/client.ts';
import { Failure } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import { openPrinter } from '../../output/print.ts';
import { method, type Operation, text } from '../../resources/resource.ts';
import type { Sink } from '../../world.ts';
import type { Command, Context, Given } from '../command/command.ts';
import { textOf } from '../command/given.ts';
import { inputOf } from './inputs.ts';
import { filterOf, listOptions } from './list.ts';
import { rangeOf } from './period.ts';
import { named } from './registry.ts';

/** The file of `--out`; undefined for standard output, `-` too. */
export const outOf = (given: Given): string | undefined => {
  const out = textOf(given, 'out');
  return out === '-' ? undefined : out;
};

/** What to do where the file of `--out` cannot be written. */
export const elsewhere = 'Give another place with --out.';

/** Everything of a list into a file or a pipe, as it comes; csv where no format is asked for. `formats`: others of its own. */
export const exportCommand = (
  name: string,
  formats: Readonly<Record<string, (items: AsyncIterable<Item>, context: Context) => AsyncIterable<string>>> = {},
): Command => {
  const { operation } = named(name, 'list');
  return {
    options: [
      ...listOptions(operation).filter((option) => !['limit', 'page', 'all', 'scan'].includes(option.name)),
      { name: 'out', value: 'file', field: text('write to this file, whole or not at all, instead of stdout') },
    ],
    ...(Object.keys(formats).length > 0 ? { formats: Object.keys(formats) } : {}),
    detail: 'Streams: the first rows come with the first page, and memory does not grow. csv unless another format is asked for with -o.',
    examples: [`${name} export > ${name}.csv`, `${name} export -o jsonl --out ${name}.jsonl`],
    run: (context, given) => run(context, given, name, operation, formats[textOf(given, 'output') ?? '']),
  };
};

const run = async (
  context: Context,
  given: Given,
  name: string,
  operation: Operation,
  own?: (items: AsyncIterable<Item>, context: Context) => AsyncIterable<string>,
): Promise<void> => {
  if (method(operation) !== 'GET' || operation.output.shape !== 'page') throw new Error(`${operation.route} is no list`);
  const { settings, world, signal, print } = context;
  const out = outOf(given);
  const input = await rangeOf(given, await inputOf(context, given, operation));
  const client = await context.client();
  const keep = filterOf(given, operation);
  const listing = client.list(operation, input, { all: true, ...(keep ? { keep, scan: Number.POSITIVE_INFINITY } : {}) }, { signal });
  // A table is for eyes: where none was asked for, a file of rows is wanted.
  const format = settings.view.format === 'table' ? 'csv' : settings.view.format;
  const view = { ...settings.view, format, terminal: settings.view.terminal && out === undefined } as const;
  const write = async (sink: Sink): Promise<void> => {
    const printer = openPrinter({ ...world, stdout: sink, stderr: world.stderr }, view);
    if (own === undefined) return printer.list(listing.items, operation.output.shape === 'page' ? operation.output.columns : []);
    for await (const piece of own(listing.items, context)) await printer.write(piece);
  };
  if (out === undefined) await write(world.stdout);
  else await writeWhole(resolve(world.cwd, out), write, { hint: elsewhere, signal });
  const unread = listing.unread();
  if (unread) throw new Failure('bad-answer', `the rest of the ${name} could not be read: ${unread.reason}`);
  const doubt = listing.doubt();
  if (doubt !== undefined) print.warn(`Perhaps not all ${name}: ${doubt}.`);
  print.note(`${listing.shown()} ${name} exported${out === undefined ? '' : ` to ${out}`}`);
};
