import type { Column } from '../resources/resource.ts';
import { filled, listed, preferring, undeclared, unknownColumns, wrong } from './format/columns.ts';
import { openWriter, type Writer } from './format/formats.ts';
import { pick } from './format/path.ts';
import { checkQuery } from './format/query.ts';
import { answered } from './result.ts';
import type { View } from './text/view.ts';

type Items = AsyncIterable<unknown> | Iterable<unknown>;

/** What the making of a list's text needs beside its items. */
interface Around {
  readonly view: View;
  /** What is listed tells of changes that are done. */
  readonly changed: boolean;
  /** Items come as things happen, so a table waits for none. */
  readonly live: boolean;
  warn(line: string): void;
  /** Waits so many ms; ends early when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** As many rows as fix the widths of a table or show whether a column exists: a screenful or two. */
const sample = 100;
/** A table that has rows and gets no more for so long (ms) is drawn as it is. */
const patience = 250;

/** An item, or the failure that ended the items: what was read before it is still to be shown. */
type Step = { readonly item: unknown } | { readonly thrown: unknown };

async function* steps(items: Items): AsyncGenerator<Step> {
  try {
    for await (const item of items) yield { item };
  } catch (thrown) {
    yield { thrown };
  }
}

/**
 * The items as they come, once it is sure that the columns asked for exist: those that no declaration knows are looked for in
 * the first items. Fails with `usage`, before anything is printed.
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

/** Item by item; what is open is closed before a failure of the items goes on. */
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

/** A table on a terminal: the first rows wait for each other, so that the widths fit; the rest comes one by one. */
async function* drawn(sure: AsyncGenerator<Step>, columns: readonly Column[], { view, live, sleep }: Around): AsyncGenerator<string> {
  const first: unknown[] = [];
  let pending = sure.next();
  // Awaited later; a failure meanwhile must not count as unhandled.
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
    const { head, table } = await openTable(columns, first, !more, view, await paint(view.color));
    yield head + table.rows(first);
    for (let got = await pending; !got.done; got = await sure.next()) {
      if ('thrown' in got.value) throw got.value.thrown;
      yield table.rows([got.value.item]);
    }
  } finally {
    await sure.return(undefined);
  }
}

/** The result of --query over the whole list, as json would print it. Of a list that a failure cuts it would be wrong; of changes that are done it is shown. */
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

/** The columns of a list whose first item says them, and the items again. */
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

/** A list as text, in pieces as its items come. Ends with the failure of the items, after closing what was open. */
export async function* listText(items: Items, declared: readonly Column[], given: Around): AsyncGenerator<string> {
  const { changed } = given;
  // What tells of a change is shown whole.
  const view = changed ? given.view : preferring(given.view, declared);
  const around = { ...given, view };
  const sure = checked(items, declared, around);
  if (view.query !== undefined) return yield* queried(sure, view.query, around);
  const open = view.columns === undefined && (changed || declared.length === 0);
  const { columns, again } = open ? await peeked(sure, declared) : { columns: listed(view, declared), again: sure };
  if (view.format === 'table' && view.terminal) yield* drawn(again, columns, around);
  else yield* written(again, await openWriter(view, columns, changed));
}
