import { asFailure, Failure } from '../errors.ts';
import type { Column } from '../resources/resource.ts';
import { withoutKeys } from '../transport/redact.ts';
import type { World } from '../world.ts';
import { chosen, listed, undeclared, unknownColumns, wrong } from './format/columns.ts';
import type { Printer, RecordOptions } from './printer.ts';
import { send, tell } from './sink.ts';
import { safeWords } from './text/safe.ts';
import type { View } from './text/view.ts';
import { columnsOf, wrap } from './text/wrap.ts';

/** How much to buffer before a write, in bytes: as much as a pipe accepts at once. */
const piece = 65_536;
/** The maximum page size: a page is written before the next is fetched, so that none is fetched after the reader is gone. */
const page = 100;

/** Opens the writer of results and notes for one run. Loads nothing until something is printed. */
export const openPrinter = (world: World, view: View): Printer => {
  const write = (data: string | Uint8Array): Promise<void> => send(world.stdout, data);
  /** For the response of a change: a display error must not look as if nothing had happened. */
  const writeDone = (data: string | Uint8Array): Promise<void> =>
    write(data).catch((thrown: unknown) => {
      const { kind, message, details } = asFailure(thrown);
      if (kind === 'closed-pipe') throw thrown;
      throw new Failure(kind, `the change was applied, but ${message}`, { ...details, hint: `Do not run it again. ${details.hint ?? ''}`.trim() });
    });
  const warn = (line: string): void => tell(world.stderr, `${wrap(safeWords(withoutKeys(line, world.keys)), columnsOf(world.stderr))}\n`);

  const note = (line: string): void => {
    if (!view.quiet) warn(line);
  };

  /** Writes chunks as they arrive, but combines those that arrive together. */
  const pour = async (texts: AsyncIterable<string>, live: boolean, put: typeof write): Promise<void> => {
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
      writing = writing.then(() => (text ? put(text) : undefined));
      // Checked with the next chunk, or at the end.
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

  const list: Printer['list'] = async (items, columns, { changed = false, live = false, cardsBelow } = {}) => {
    const { listText } = await import('./list.ts');
    // Live items get their age when they are shown, not when the run started.
    const shown: View = live
      ? {
          ...view,
          get now() {
            return world.now();
          },
        }
      : view;
    const put = changed ? writeDone : write;
    let any = false;
    await pour(
      listText(items, columns, { view: shown, changed, live, cardsBelow, warn, sleep: (ms, signal) => world.sleep(ms, signal) }),
      live,
      (text) => {
        any = true;
        return put(text);
      },
    );
    // Another zone than this machine's is not obvious, and tables have no room for it in every row.
    const elsewhere = view.terminal && view.format === 'table' && view.query === undefined && view.local === undefined;
    if (any && elsewhere && listed(view, columns).some(({ kind }) => kind === 'time')) note(`Times are in ${view.zone}.`);
  };

  const record = async (value: unknown, declared: readonly Column[], options: RecordOptions = {}): Promise<void> => {
    const doubtful = undeclared(view, declared);
    const changed = options.changed ?? false;
    const put = changed ? writeDone : write;
    const paths = wrong(doubtful, [value]);
    if (paths.length > 0) {
      const failure = await unknownColumns(paths, declared, [value]);
      if (!changed) throw failure;
      warn(failure.message);
    }
    if (view.query !== undefined) {
      const { answered } = await import('./result.ts');
      return put(await answered(view.query, value, { view, changed, warn }));
    }
    if (view.format !== 'table') {
      const { recordText } = await import('./format/formats.ts');
      return put(await recordText(value, view, declared, changed));
    }
    const more = view.columns === undefined;
    if (view.terminal && options.draw && more) return put(await options.draw(value, view));
    const { card, pipedRecord } = await import('./table/card.ts');
    const columns = chosen(view, declared);
    await put(view.terminal ? await card(value, columns, more, view) : pipedRecord(value, columns, more));
  };

  return {
    view,
    list,
    record,
    write,
    note,
    warn,
  };
};
