type Row = { readonly id: string };

/** Rows that are created when read, so a million of them cost nothing. Place 0 is the newest. */
export interface Seeded<T> {
  readonly count: number;
  at(place: number): T;
  placeOf(id: string): number | undefined;
}

/** Selection and order of rows. */
export interface Wanted<T> {
  /** Identifies the selection; results are cached under this key. */
  readonly key: string;
  readonly test?: (row: T) => boolean;
  /** Returns the value to sort by, if not by age. */
  readonly by?: (row: T) => unknown;
  /** Compares two values of `by`. */
  readonly compare?: (a: unknown, b: unknown) => number;
}

/** The changes since the seed. */
export interface Changes<T> {
  /** Oldest first. */
  readonly added: readonly T[];
  readonly changed: readonly T[];
  readonly removed: readonly string[];
}

const remembered = 4;

/** Rows of one kind, newest first: seeded rows plus everything added, changed and removed since. */
export class Collection<T extends Row> {
  readonly #seeded: Seeded<T>;
  /** The current state of added or changed rows. */
  readonly #rows = new Map<string, T>();
  /** Ids of added rows, oldest first. */
  #added: string[] = [];
  readonly #removed = new Set<string>();
  /** Places of matching rows, cached so that reading page after page searches once. */
  readonly #found = new Map<string, readonly number[]>();

  constructor(seeded: Seeded<T>, changes: Changes<T> = { added: [], changed: [], removed: [] }) {
    this.#seeded = seeded;
    for (const row of [...changes.changed, ...changes.added]) this.#rows.set(row.id, row);
    this.#added = changes.added.map((row) => row.id);
    for (const id of changes.removed) this.#removed.add(id);
  }

  get total(): number {
    return this.#added.length + this.#seeded.count - this.#removed.size;
  }

  find(id: string): T | undefined {
    const row = this.#rows.get(id);
    if (row) return row;
    const place = this.#removed.has(id) ? undefined : this.#seeded.placeOf(id);
    return place === undefined ? undefined : this.#seeded.at(place);
  }

  add(row: T): T {
    this.#found.clear();
    this.#rows.set(row.id, row);
    this.#added.push(row.id);
    return row;
  }

  /** Replaces a row with its new state. */
  replace(row: T): T {
    this.#found.clear();
    this.#rows.set(row.id, row);
    return row;
  }

  /** Returns false if there is no such row. */
  remove(id: string): boolean {
    if (!this.find(id)) return false;
    this.#found.clear();
    this.#rows.delete(id);
    const added = this.#added.filter((other) => other !== id);
    if (added.length === this.#added.length) this.#removed.add(id);
    this.#added = added;
    return true;
  }

  /** All rows, newest first. */
  *all(): Generator<T> {
    for (let place = 0; place < this.#added.length + this.#seeded.count; place++) {
      const row = this.#at(place);
      if (row) yield row;
    }
  }

  /** Returns at most `limit` rows from `offset` on, and the total. */
  page(wanted: Wanted<T>, offset: number, limit: number): { rows: T[]; total: number } {
    const places = wanted.test || wanted.by || this.#removed.size > 0 ? this.#places(wanted) : undefined;
    const total = places ? places.length : this.total;
    const rows: T[] = [];
    for (let at = offset; at < Math.min(offset + limit, total); at++) {
      const row = this.#at(places?.[at] ?? at);
      if (row) rows.push(row);
    }
    return { rows, total };
  }

  changes(): Changes<T> {
    const added = new Set(this.#added);
    const rows = [...this.#rows.values()];
    return {
      added: this.#added.flatMap((id) => this.#rows.get(id) ?? []),
      changed: rows.filter((row) => !added.has(row.id)),
      removed: [...this.#removed],
    };
  }

  #at(place: number): T | undefined {
    const count = this.#added.length;
    if (place < count) return this.#rows.get(this.#added[count - 1 - place] ?? '');
    const row = this.#seeded.at(place - count);
    return this.#removed.has(row.id) ? undefined : (this.#rows.get(row.id) ?? row);
  }

  #places({ key, test, by, compare = () => 0 }: Wanted<T>): readonly number[] {
    const known = this.#found.get(key);
    if (known) return known;
    const places: number[] = [];
    const values: unknown[] = [];
    for (let place = 0; place < this.#added.length + this.#seeded.count; place++) {
      const row = this.#at(place);
      if (!row || (test && !test(row))) continue;
      places.push(place);
      if (by) values[place] = by(row);
    }
    if (by) places.sort((a, b) => compare(values[a], values[b]) || a - b);
    for (const eldest of [...this.#found.keys()].slice(0, Math.max(0, this.#found.size - remembered + 1))) this.#found.delete(eldest);
    this.#found.set(key, places);
    return places;
  }
}
