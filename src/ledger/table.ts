/** A 64-bit value as two 32-bit numbers. */
export interface Wide {
  readonly high: number;
  readonly low: number;
}

/** Converts 16 hexadecimal digits to two numbers. */
export const wide = (digits: string): Wide => ({ high: Number.parseInt(digits.slice(0, 8), 16), low: Number.parseInt(digits.slice(8, 16), 16) });

/** The maximum load factor of a part. */
const most = 0.85;
/** Each part grows by itself, so that old and new cells never exist twice at once: that took 100 MiB more at a million entries. */
const partCount = 64;

/**
 * A hash table of 64-bit digests with 32-bit values, all in typed arrays: a million entries take about 10 MiB and 5 more per value, a tenth of what a
 * Map would take.
 * @param width the number of values per digest
 */
export const openTable = (width: number) => {
  const stride = width + 2;
  const emptyPart = (slots: number) => ({ cells: new Uint32Array(slots * stride), slots, count: 0 });
  const parts = Array.from({ length: partCount }, () => emptyPart(16));
  type Part = ReturnType<typeof emptyPart>;
  const none = emptyPart(1);
  let count = 0;

  // Digests are already evenly distributed.
  const partOf = (high: number): Part => parts[high % partCount] ?? none;

  /** Returns the index of a digest in its part, or of the empty slot (two zeros) where it belongs. */
  const indexOf = ({ cells, slots }: Part, high: number, low: number): number => {
    let at = Math.floor((low / 0x1_0000_0000) * slots) * stride;
    while ((cells[at] !== 0 || cells[at + 1] !== 0) && (cells[at] !== high || cells[at + 1] !== low)) {
      at += stride;
      if (at === cells.length) at = 0;
    }
    return at;
  };
  const grow = (part: Part): void => {
    const old = part.cells;
    part.slots = Math.ceil(part.slots * 1.1);
    part.cells = new Uint32Array(part.slots * stride);
    for (let from = 0; from < old.length; from += stride) {
      const high = old[from] ?? 0;
      const low = old[from + 1] ?? 0;
      if (high === 0 && low === 0) continue;
      const to = indexOf(part, high, low);
      for (let step = 0; step < stride; step += 1) part.cells[to + step] = old[from + step] ?? 0;
    }
  };
  /** A place is an index and the number of its part, in one number. */
  const placeOf = (high: number, index: number): number => index * partCount + (high % partCount);
  const cellsAt = (place: number): Uint32Array => (parts[place % partCount] ?? none).cells;
  const indexAt = (place: number, column: number): number => Math.floor(place / partCount) + 2 + column;
  return {
    get count() {
      return count;
    },
    /** Returns the place of a digest, or -1 if it is missing. Valid until the next `put`. Zeros are never found. */
    find: (high: number, low: number): number => {
      const part = partOf(high);
      const at = indexOf(part, high, low);
      return part.cells[at] === 0 && part.cells[at + 1] === 0 ? -1 : placeOf(high, at);
    },
    /** Returns the place of a digest, which is added if missing. */
    put: (high: number, low: number): number => {
      const part = partOf(high);
      if (part.count + 1 > part.slots * most) grow(part);
      const at = indexOf(part, high, low);
      if (part.cells[at] === 0 && part.cells[at + 1] === 0 && (high !== 0 || low !== 0)) {
        count += 1;
        part.count += 1;
        part.cells[at] = high;
        part.cells[at + 1] = low;
      }
      return placeOf(high, at);
    },
    /** Calls `visit` with the place of each digest. */
    each: (visit: (place: number) => void): void => {
      for (const [number, { cells }] of parts.entries())
        for (let at = 0; at < cells.length; at += stride) if (cells[at] !== 0 || cells[at + 1] !== 0) visit(placeOf(number, at));
    },
    get: (place: number, column: number): number => cellsAt(place)[indexAt(place, column)] ?? 0,
    set: (place: number, column: number, value: number): void => {
      cellsAt(place)[indexAt(place, column)] = value;
    },
  };
};

export type Table = ReturnType<typeof openTable>;
