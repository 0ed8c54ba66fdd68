/** A delivery seen before. `status` is what it was answered, or the promise of it while it is in flight. */
export interface Seen {
  readonly id: string;
  readonly status: number | Promise<number>;
}

/**
 * Deliveries of a part of the window, by the first 64 bits of their digest as two numbers, which tell bodies apart well enough. Kept in plain arrays
 * outside of the heap: some 50 bytes a delivery, a third of what objects in a map take, and nothing for the garbage collector to do.
 */
export interface Share {
  /** When it began (ms since 1970). */
  readonly begun: number;
  size(): number;
  /** The delivery with these first bits, and when it came (ms since 1970). */
  find(high: number, low: number): { readonly seen: Seen; readonly at: number } | undefined;
  add(high: number, low: number, id: string, at: number, status: Promise<number>): void;
}

/** The same numbers with twice the room. */
const twice = <T extends Uint32Array | Uint16Array | Buffer>(old: T, made: T): T => {
  made.set(old);
  return made;
};

export const createShare = (begun: number): Share => {
  let capacity = 512;
  let size = 0;
  /** Where an entry is: its number and one, at a place that follows from its digest or in the next free one; 0 is free. */
  let table = new Uint32Array(2 * capacity);
  let highs = new Uint32Array(capacity);
  let lows = new Uint32Array(capacity);
  /** Milliseconds since the beginning. */
  let times = new Uint32Array(capacity);
  let statuses = new Uint16Array(capacity);
  /** All of one length, as our ids are; any other stands in `odd`. */
  let ids = Buffer.alloc(0);
  let width = 0;
  const odd = new Map<number, string>();
  const pending = new Map<number, Promise<number>>();

  /** The place of an entry in the table, or the free one for it. */
  const placeOf = (high: number, low: number): number => {
    const mask = table.length - 1;
    let place = (high ^ low) & mask;
    for (let entry = table[place] ?? 0; entry !== 0; entry = table[place] ?? 0) {
      if (highs[entry - 1] === high && lows[entry - 1] === low) return place;
      place = (place + 1) & mask;
    }
    return place;
  };

  const grow = (): void => {
    capacity *= 2;
    highs = twice(highs, new Uint32Array(capacity));
    lows = twice(lows, new Uint32Array(capacity));
    times = twice(times, new Uint32Array(capacity));
    statuses = twice(statuses, new Uint16Array(capacity));
    ids = twice(ids, Buffer.alloc(capacity * width));
    table = new Uint32Array(2 * capacity);
    for (let entry = 0; entry < size; entry += 1) table[placeOf(highs[entry] ?? 0, lows[entry] ?? 0)] = entry + 1;
  };

  const idOf = (entry: number): string => odd.get(entry) ?? ids.toString('latin1', entry * width, (entry + 1) * width);

  return {
    begun,
    size: () => size,
    find: (high, low) => {
      const entry = (table[placeOf(high, low)] ?? 0) - 1;
      if (entry < 0) return undefined;
      return { seen: { id: idOf(entry), status: pending.get(entry) ?? statuses[entry] ?? 0 }, at: begun + (times[entry] ?? 0) };
    },
    add: (high, low, id, at, status) => {
      if (size === capacity) grow();
      if (width === 0) {
        width = id.length;
        ids = Buffer.alloc(capacity * width);
      }
      const entry = size;
      size += 1;
      highs[entry] = high;
      lows[entry] = low;
      times[entry] = Math.max(0, Math.round(at - begun));
      if (id.length === width) ids.write(id, entry * width, 'latin1');
      else odd.set(entry, id);
      table[placeOf(high, low)] = entry + 1;
      pending.set(entry, status);
      void status.then((value) => {
        statuses[entry] = value;
        pending.delete(entry);
      });
    },
  };
};
