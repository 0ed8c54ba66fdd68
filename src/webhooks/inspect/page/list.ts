import type { Row, Rows } from '../wire.ts';
import { type Answer, getRows, type Wanted } from './api.ts';
import { around, byId, make } from './dom.ts';
import { type RowView, rowView } from './row-view.ts';

/** The list of deliveries, newest first. Older ones load on scroll. */
export interface List {
  /** Reloads the list from the top for the text in the search field. */
  reload(): Promise<void>;
  /** Searches for a text and returns the id of the newest delivery that matches. */
  search(text: string): Promise<string | undefined>;
  /** Updates rows in place. New rows go on top or are announced. */
  told(rows: readonly Row[]): void;
  /** Marks the list as possibly outdated. */
  stale(): void;
  /** Marks the open delivery. */
  mark(id: string | undefined): void;
  /** Returns the id of the row below or above the open one, or of the first row if none is open. */
  next(by: 1 | -1): string | undefined;
  focus(id: string): void;
}

export interface ListOptions {
  readonly onOpen: (id: string) => void;
  readonly onReplay: (id: string) => void;
}

const searchPause = 150;

/** Returns a place in the list in the server's format. */
const placeOf = ({ time, id }: Row): string => `${time}-${id}`;

export const createList = ({ onOpen, onReplay }: ListOptions): List => {
  const scroll = byId('scroll', HTMLDivElement);
  const list = byId('list', HTMLOListElement);
  const none = byId('none', HTMLParagraphElement);
  const older = byId('older', HTMLButtonElement);
  const news = byId('news', HTMLButtonElement);
  const search = byId('search', HTMLInputElement);
  const failed = byId('failed', HTMLInputElement);

  let views: RowView[] = [];
  let opened: string | undefined;
  let hovering = false;
  /** The latest request; responses to earlier ones are dropped. */
  let asked = 0;
  let looking = false;
  let lookAgain = false;
  let loadingOlder = false;

  const wanted = (): Wanted => ({ query: search.value.trim(), failed: failed.checked });
  const find = (id: string | undefined): RowView | undefined => views.find((view) => view.row().id === id);
  /** While the user points at a row or has scrolled, no rows are inserted above. */
  const held = (): boolean => hovering || scroll.scrollTop > 0;

  const stops = (): void => {
    const here = find(opened) ?? views[0];
    for (const view of views) view.stop(view === here);
  };
  const view = (row: Row): RowView => {
    const made = rowView(
      row,
      () => onOpen(row.id),
      () => onReplay(row.id),
    );
    made.mark(row.id === opened);
    return made;
  };
  const empty = (): void => {
    const { query, failed: only } = wanted();
    none.hidden = views.length > 0;
    if (query !== '') none.replaceChildren('No deliveries match.');
    else if (only) none.replaceChildren('No failed deliveries.');
    else none.replaceChildren('No deliveries yet. Try ', make('code', '', 'boltcall sandbox simulate call'), '.');
  };
  const announce = (count: number, more: boolean): void => {
    news.hidden = count === 0;
    news.textContent = `${count}${more ? '+' : ''} new ${count === 1 && !more ? 'delivery' : 'deliveries'}`;
  };
  const say = (answer: Answer<Rows>): Rows | undefined => {
    if ('value' in answer) return answer.value;
    none.hidden = false;
    none.replaceChildren(around('span', '', answer.error));
    return undefined;
  };

  const reload = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    const got = await getRows(wanted());
    if (mine !== asked) return;
    const found = say(got);
    if (found === undefined) return;
    views = found.rows.map(view);
    list.replaceChildren(...views.map(({ item }) => item));
    scroll.scrollTop = 0;
    older.hidden = !found.more;
    announce(0, false);
    empty();
    stops();
  };

  const loadOlder = async (): Promise<void> => {
    const last = views.at(-1);
    if (last === undefined || older.hidden || loadingOlder) return;
    loadingOlder = true;
    const mine = asked;
    const found = say(await getRows({ ...wanted(), before: placeOf(last.row()) }));
    loadingOlder = false;
    if (mine !== asked || found === undefined) return;
    const added = found.rows.map(view);
    views.push(...added);
    list.append(...added.map(({ item }) => item));
    older.hidden = !found.more;
    stops();
  };

  /** Loads what arrived since the list was read. */
  const look = async (): Promise<void> => {
    const [top] = views;
    if (top === undefined) return reload();
    const mine = asked;
    const found = say(await getRows({ ...wanted(), after: placeOf(top.row()) }));
    if (mine !== asked || found === undefined) return;
    if (held()) return announce(found.rows.length, found.more);
    if (found.more) return reload();
    const added = found.rows.map(view);
    views.unshift(...added);
    list.prepend(...added.map(({ item }) => item));
    announce(0, false);
    stops();
  };
  const lookOnce = async (): Promise<void> => {
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = true;
    do {
      lookAgain = false;
      await look();
    } while (lookAgain);
    looking = false;
  };

  const release = (): void => {
    if (!news.hidden && !held()) void lookOnce();
  };
  scroll.addEventListener('pointerenter', (event) => {
    hovering = event.pointerType !== 'touch';
  });
  scroll.addEventListener('pointerleave', () => {
    hovering = false;
    release();
  });
  scroll.addEventListener('scroll', () => {
    if (scroll.scrollTop + scroll.clientHeight > scroll.scrollHeight - 600) void loadOlder();
    release();
  });
  older.addEventListener('click', () => void loadOlder());
  news.addEventListener('click', () => {
    void reload().then(() => views[0]?.focus());
  });
  let timer = 0;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void reload(), searchPause);
  });
  failed.addEventListener('change', () => void reload());

  return {
    reload,
    search: async (text) => {
      search.value = text;
      await reload();
      return views[0]?.row().id;
    },
    told: (rows) => {
      let unknown = false;
      for (const row of rows) {
        const known = find(row.id);
        if (known) known.update(row);
        else unknown = true;
      }
      if (unknown) void lookOnce();
    },
    stale: () => {
      if (!held()) void reload();
      else void lookOnce();
    },
    mark: (id) => {
      find(opened)?.mark(false);
      opened = id;
      find(opened)?.mark(true);
      stops();
    },
    next: (by) => {
      const at = views.findIndex((one) => one.row().id === opened);
      if (by === 1 && at >= views.length - 10) void loadOlder();
      return views[at < 0 ? 0 : Math.max(0, Math.min(views.length - 1, at + by))]?.row().id;
    },
    focus: (id) => find(id)?.focus(),
  };
};
