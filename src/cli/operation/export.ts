import { once } from 'node:events';
import type { Item } from '../../client/client.ts';
import { Failure, systemCode, usage } from '../../errors.ts';
import { openPrinter } from '../../output/print.ts';
import { type ListOperation, text } from '../../resources/resource.ts';
import type { Sink } from '../../world.ts';
import { type Command, type Context, defineCommand } from '../command/command.ts';
import { option } from '../command/option.ts';
import { inputOf } from './inputs.ts';
import { filterOf, type ListValues, listOptions } from './list.ts';
import { periodOf } from './period.ts';

/** Everything of a list into a file or a pipe, as it comes; csv where no format is asked for. `formats`: others of its own. */
export const exportCommand = (
  name: string,
  operation: ListOperation,
  formats: Readonly<Record<string, (items: AsyncIterable<Item>, context: Context) => AsyncIterable<string>>> = {},
): Command => {
  const { limit: _limit, page: _page, all: _all, scan: _scan, ...options } = listOptions(operation);
  return defineCommand({
    options: { ...options, out: option('file', text('write to this file, whole or not at all, instead of stdout')) },
    ...(Object.keys(formats).length > 0 ? { formats: Object.keys(formats) } : {}),
    detail: 'Streams: the first rows come with the first page, and memory does not grow. csv unless another format is asked for with -o.',
    examples: [`${name} export > ${name}.csv`, `${name} export -o jsonl --out ${name}.jsonl`],
    run: (context, values) => run(context, values, values.out, name, operation, formats[values.format ?? '']),
  });
};

const run = async (
  context: Context,
  options: ListValues,
  out: string | undefined,
  name: string,
  operation: ListOperation,
  own?: (items: AsyncIterable<Item>, context: Context) => AsyncIterable<string>,
): Promise<void> => {
  const { settings, world, signal, print } = context;
  const input = await periodOf(await inputOf(context, options, operation), options.on);
  const client = await context.client();
  const keep = filterOf(options, operation);
  const listing = client.list(operation, input, { all: true, ...(keep ? { keep, scan: Number.POSITIVE_INFINITY } : {}) }, { signal });
  // A table is for eyes: where none was asked for, a file of rows is wanted.
  const format = settings.view.format === 'table' ? 'csv' : settings.view.format;
  const view = { ...settings.view, format, terminal: settings.view.terminal && out === undefined } as const;
  const write = async (sink: Sink): Promise<void> => {
    const printer = openPrinter({ ...world, stdout: sink, stderr: world.stderr }, view);
    if (own === undefined) return printer.list(listing.items, operation.output.columns);
    for await (const piece of own(listing.items, context)) await printer.write(piece);
  };
  if (out === undefined) await write(world.stdout);
  else await whole(out, world.cwd, write);
  const unread = listing.unread();
  if (unread) throw new Failure('bad-answer', `the rest of the ${name} could not be read: ${unread.reason}`);
  print.note(`${listing.shown()} ${name} exported${out === undefined ? '' : ` to ${out}`}`);
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
