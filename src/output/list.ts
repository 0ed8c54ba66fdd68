import type { Column } from '../resources/resource.ts';
import { filled, listed, preferring, undeclared, unknownColumns, wrong } from './format/columns.ts';
import { openWriter, type Writer } from './format/formats.ts';
import { pick } from './format/path.ts';
import { checkQuery } from './format/query.ts';
import { answered } from './result.ts';
import type { View } from './text/view.ts';

type Items = AsyncIterable<unknown> | Iterable<unknown>;

/** What the text of a list depends on in addition to its items. */
interface Around {
  readonly view: View;
  /** The items report changes that were made. */
  readonly changed: boolean;
  /** Items arrive as things happen, so a table does not wait for more. */
  readonly live: boolean;
  readonly cardsBelow: number | undefined;
  warn(line: string): void;
  /** Waits this many ms; ends early if the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** How many rows to read before fixing the widths of a table or deciding that a column does not exist: a screenful or two. */
const sample = 100;
/** A table with rows is drawn after this long without new ones (ms). */
const patience = 250;

/** An item, or the failure that ended the items; items before it are still shown. */
type Step = { readonly item: unknown } | { readonly thrown: unknown };

async function* steps(items: Items): AsyncGenerator<Step> {
  try {
    for await (const item of items) yield { item };
  } catch (thrown) {
    yield { thrown };
  }
}

/**
 * Yields the items once all requested columns are known to exist; undeclared columns are looked for in the first items. Throws `usage` before
 * anything is printed.
 */
async function* checked(items: Items, declared: readonly Column[], { view, changed, warn }: Around): AsyncGenerator<Step> {
  const doubtful = undeclared(view, declared);
  const held: unknown[] = [];
  let sure = doubtful.length === 0;
  const release = async (): Promise<Step[]> => {
    sure = true;
    const paths = wrong(doubtful, held);
    if (paths.length > 0) {
      const failure = await unknownColumns(paths, declared, held);
      if (!changed) throw failure;
      warn(failure.message);
    }
    return held.splice(0).map((item) => ({ item }));
  };
  for await (const step of steps(items)) {
    if (!sure && 'item' in step) {
      held.push(step.item);
      if (held.length >= sample || wrong(doubtful, held).length === 0) yield* await release();
    } else {
      if (!sure) yield* await release();
      yield step;
    }
  }
  if (!sure) yield* await release();
}

/** Writes item by item; closes what is open before rethrowing a failure of the items. */
async function* written(sure: AsyncIterable<Step>, writer: Writer): AsyncGenerator<string> {
  let any = false;
  for await (const step of sure) {
    if ('thrown' in step) {
      if (any) yield writer.close;
      throw step.thrown;
    }
    yield (any ? writer.between : writer.open) + writer.item(step.item);
    any = true;
  }
  yield any ? writer.close : writer.none;
}

/** Draws a table on a terminal: the first rows are collected to fit the widths; the rest are drawn one by one. */
async function* drawn(sure: AsyncGenerator<Step>, columns: readonly Column[], { view, live, cardsBelow = 0, sleep }: Around): AsyncGenerator<string> {
  const first: unknown[] = [];
  let pending = sure.next();
  // Awaited later; a failure in the meantime must not count as unhandled.
  pending.catch(() => {});
  try {
    let more = true;
    while (more && first.length < (live ? 1 : sample)) {
      const clock = new AbortController();
      const late = first.length > 0 ? [sleep(patience, clock.signal).then(() => undefined)] : [];
      const got = await Promise.race([pending, ...late]);
      clock.abort();
      if (!got) break;
      more = !got.done && 'item' in got.value;
      if (got.done || !('item' in got.value)) break;
      first.push(got.value.item);
      pending = sure.next();
      pending.catch(() => {});
    }
    if (first.length === 0) {
      const got = await pending;
      if (!got.done && 'thrown' in got.value) throw got.value.thrown;
      return;
    }
    const [{ openTable }, { paint }] = await Promise.all([import('./table/table.ts'), import('./text/color.ts')]);
    const { head, table } = await openTable(columns, first, !more, view, await paint(view.color), cardsBelow);
    yield head + table.rows(first);
    for (let got = await pending; !got.done; got = await sure.next()) {
      if ('thrown' in got.value) throw got.value.thrown;
      yield table.rows([got.value.item]);
    }
  } finally {
    await sure.return(undefined);
  }
}

/**
 * Returns the result of --query over the whole list, as json would print it. It would be wrong for a list that a failure cut short, so none is shown,
 * except for changes that were made.
 */
async function* queried(sure: AsyncIterable<Step>, query: string, around: Around): AsyncGenerator<string> {
  const { view } = around;
  await checkQuery(query);
  const all: unknown[] = [];
  for await (const step of sure) {
    if ('item' in step) all.push(view.columns ? pick(step.item, view.columns) : step.item);
    else {
      if (around.changed && all.length > 0) yield await answered(query, all, around);
      throw step.thrown;
    }
  }
  yield await answered(query, all, around);
}

/** Returns the columns that the first item suggests, and the items again. */
const peeked = async (
  sure: AsyncGenerator<Step>,
  declared: readonly Column[],
): Promise<{ readonly columns: readonly Column[]; readonly again: AsyncGenerator<Step> }> => {
  const first = await sure.next();
  const again = async function* (): AsyncGenerator<Step> {
    if (first.done) return;
    try {
      yield first.value;
      yield* sure;
    } finally {
      await sure.return(undefined);
    }
  };
  return { columns: !first.done && 'item' in first.value ? filled(first.value.item, declared) : declared, again: again() };
};

/** Yields a list as text, in chunks as its items arrive. Rethrows a failure of the items after closing what was open. */
export async function* listText(items: Items, declared: readonly Column[], given: Around): AsyncGenerator<string> {
  const { changed } = given;
  // The report of a change is shown completely.
  const view = changed ? given.view : preferring(given.view, declared);
  const around = { ...given, view };
  const sure = checked(items, declared, around);
  if (view.query !== undefined) return yield* queried(sure, view.query, around);
  const open = view.columns === undefined && (changed || declared.length === 0);
  const { columns, again } = open ? await peeked(sure, declared) : { columns: listed(view, declared), again: sure };
  if (view.format === 'table' && view.terminal) yield* drawn(again, columns, around);
  else yield* written(again, await openWriter(view, columns, changed));
}
