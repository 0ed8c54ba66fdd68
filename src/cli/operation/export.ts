import { once } from 'node:events';
import type { Item } from '../../client/client.ts';
import { Failure, systemCode, usage } from '../../errors.ts';
import { openPrinter } from '../../output/print.ts';
import { method, type Operation, text } from '../../resources/resource.ts';
import type { Sink } from '../../world.ts';
import type { Command, Context, Given } from '../command/command.ts';
import { flagOf, textOf } from '../command/given.ts';
import { inputOf } from './inputs.ts';
import { filterOf, listOptions } from './list.ts';
import { rangeOf } from './period.ts';
import { named } from './registry.ts';

/** A format of one list's own. `left` is called for each item that it cannot hold. */
type OwnFormat = (items: AsyncIterable<Item>, context: Context, left: () => void) => AsyncIterable<string>;

/** Everything of a list into a file or a pipe, as it comes; csv where no format is asked for. `formats`: others of its own. */
export const exportCommand = (name: string, formats: Readonly<Record<string, OwnFormat>> = {}): Command => {
  const { operation } = named(name, 'list');
  return {
    options: [
      ...listOptions(operation).filter((option) => !['limit', 'page', 'all', 'scan'].includes(option.name)),
      { name: 'out', value: 'file', field: text('write to this file, whole or not at all, instead of stdout') },
      { name: 'bom', field: text('begin csv with a byte-order mark, so that Excel on Windows reads it as UTF-8') },
    ],
    ...(Object.keys(formats).length > 0 ? { formats: Object.keys(formats) } : {}),
    detail: 'Streams: the first rows come with the first page, and memory does not grow. csv unless another format is asked for with -o.',
    examples: [`${name} export > ${name}.csv`, `${name} export -o jsonl --out ${name}.jsonl`],
    run: (context, given) => run(context, given, name, operation, formats[textOf(given, 'output') ?? '']),
  };
};

const run = async (context: Context, given: Given, name: string, operation: Operation, own?: OwnFormat): Promise<void> => {
  if (method(operation) !== 'GET' || operation.output.shape !== 'page') throw new Error(`${operation.route} is no list`);
  const { settings, world, signal, print } = context;
  const out = textOf(given, 'out');
  const input = await rangeOf(given, await inputOf(context, given, operation));
  const client = await context.client();
  const keep = filterOf(given, operation);
  const listing = client.list(operation, input, { all: true, ...(keep ? { keep, scan: Number.POSITIVE_INFINITY } : {}) }, { signal });
  // A table is for eyes: where none was asked for, a file of rows is wanted.
  const format = settings.view.format === 'table' ? 'csv' : settings.view.format;
  const view = { ...settings.view, format, terminal: settings.view.terminal && out === undefined } as const;
  if (flagOf(given, 'bom') && (own !== undefined || (format !== 'csv' && format !== 'tsv'))) throw usage('--bom goes with csv and tsv');
  let left = 0;
  const leave = (): void => {
    left += 1;
  };
  const write = async (sink: Sink): Promise<void> => {
    const printer = openPrinter({ ...world, stdout: sink, stderr: world.stderr }, view);
    if (flagOf(given, 'bom')) await printer.write('\ufeff');
    if (own === undefined) return printer.list(listing.items, operation.output.shape === 'page' ? operation.output.columns : []);
    for await (const piece of own(listing.items, context, leave)) await printer.write(piece);
  };
  if (out === undefined) await write(world.stdout);
  else await whole(out, world.cwd, write);
  const unread = listing.unread();
  if (unread) throw new Failure('bad-answer', `the rest of the ${name} could not be read: ${unread.reason}`);
  print.note(`${listing.shown() - left} ${name} exported${out === undefined ? '' : ` to ${out}`}`);
  if (left > 0) print.warn(`${left} ${name} without a time are left out`);
};

/** Writes a file through a `.part` beside it, so that it is there whole or not at all. */
const whole = async (out: string, cwd: string, write: (sink: Sink) => Promise<void>): Promise<void> => {
  const { createWriteStream } = await import('node:fs');
  const { rename, rm } = await import('node:fs/promises');
  const { resolve } = await import('node:path');
  const file = resolve(cwd, out);
  const part = `${file}.part`;
  const stream = createWriteStream(part, { mode: 0o600 });
  try {
    await once(stream, 'open').catch((error: unknown) => {
      throw usage(`cannot write ${out} (${systemCode(error) ?? 'unknown'})`, 'Give another place with --out.');
    });
    await write(stream);
    stream.end();
    await once(stream, 'close');
    await rename(part, file);
  } catch (error) {
    stream.destroy();
    await rm(part, { force: true });
    throw error;
  }
};
