import type { Column } from '../resources/resource.ts';
import type { World } from '../world.ts';
import { chosen, undeclared, unknownColumns, wrong } from './columns.ts';
import type { Printer, RecordOptions } from './printer.ts';
import { send, tell } from './sink.ts';
import type { View } from './view.ts';

/** What is held back before it is written: a pipe takes this much at once. */
const piece = 65_536;
/** As many items as a page has at most: written before the next is asked for, so that none is fetched for a reader that has gone. */
const page = 100;

/** The writer of results and notes for one run. Loads nothing until something is printed. */
export const openPrinter = (world: World, view: View): Printer => {
  const write = (data: string | Uint8Array): Promise<void> => send(world.stdout, data);
  const warn = (line: string): void => tell(world.stderr, `${line}\n`);

  /** Writes pieces as they come, but gathers those that come at once. */
  const pour = async (texts: AsyncIterable<string>, live: boolean): Promise<void> => {
    let held = '';
    let count = 0;
    let writing: Promise<void> = Promise.resolve();
    let gone: unknown;
    let timer: NodeJS.Immediate | undefined;
    const flush = (): Promise<void> => {
      clearImmediate(timer);
      timer = undefined;
      const text = held;
      held = '';
      writing = writing.then(() => (text ? write(text) : undefined));
      // Looked at when the next piece comes, or at the end.
      writing.catch((thrown: unknown) => {
        gone = thrown;
      });
      return writing;
    };
    try {
      for await (const text of texts) {
        if (gone) throw gone;
        held += text;
        count++;
        if (live || held.length >= piece || count % page === 0) await flush();
        else timer ??= setImmediate(flush);
      }
    } finally {
      await flush();
    }
  };

  const list: Printer['list'] = async (items, columns, { changed = false, live = false } = {}) => {
    const { listText } = await import('./list.ts');
    await pour(listText(items, columns, { view, changed, live, warn, sleep: (ms, signal) => world.sleep(ms, signal) }), live);
  };

  const record = async (value: unknown, declared: readonly Column[], options: RecordOptions = {}): Promise<void> => {
    const doubtful = undeclared(view, declared);
    const changed = options.changed ?? false;
    const paths = wrong(doubtful, [value]);
    if (paths.length > 0) {
      const failure = await unknownColumns(paths, declared, [value]);
      if (!changed) throw failure;
      warn(failure.message);
    }
    if (view.query !== undefined) {
      const { answered } = await import('./result.ts');
      return write(await answered(view.query, value, { view, changed, warn }));
    }
    if (view.format !== 'table') {
      const { recordText } = await import('./formats.ts');
      return write(await recordText(value, view, declared, changed));
    }
    const more = view.columns === undefined;
    if (view.terminal && options.draw && more) return write(await options.draw(value, view));
    const { card, pipedRecord } = await import('./record.ts');
    const columns = chosen(view, declared);
    await write(view.terminal ? await card(value, columns, more, view) : pipedRecord(value, columns, more));
  };

  return {
    view,
    list,
    record,
    write,
    note: (line) => {
      if (!view.quiet) warn(line);
    },
    warn,
  };
};
