/** A key, claim or person of 64 bits, as two numbers of 32. */
export interface Wide {
  readonly high: number;
  readonly low: number;
}

/** 16 hexadecimal digits as two numbers. */
export const wide = (digits: string): Wide => ({ high: Number.parseInt(digits.slice(0, 8), 16), low: Number.parseInt(digits.slice(8, 16), 16) });

/** The slots of a table that takes so many: a power of two, at most three quarters full. */
const slotsFor = (count: number): number => 2 ** Math.max(10, Math.ceil(Math.log2(count / 0.75 + 1)));

/**
 * A table of 64-bit keys with numbers beside them, in typed arrays: a million entries take some 20 to 40 MiB, where a Map would take
 * ten times that.
 * @param columns how wide each number is, in bytes
 * @param expected how many entries there will be; more are taken
 */
export const openTable = (columns: readonly (1 | 4)[], expected = 0) => {
  const make = (slots: number) => ({
    slots,
    high: new Uint32Array(slots),
    low: new Uint32Array(slots),
    values: columns.map((width) => (width === 1 ? new Uint8Array(slots) : new Uint32Array(slots))),
  });
  let table = make(slotsFor(expected));
  let count = 0;
  const slotOf = (into: ReturnType<typeof make>, high: number, low: number): number => {
    const mask = into.slots - 1;
    let at = (low ^ high) & mask;
    while ((into.high[at] !== 0 || into.low[at] !== 0) && (into.high[at] !== high || into.low[at] !== low)) at = (at + 1) & mask;
    return at;
  };
  const grow = (): void => {
    const old = table;
    table = make(old.slots * 2);
    for (let from = 0; from < old.slots; from += 1) {
      const high = old.high[from] ?? 0;
      const low = old.low[from] ?? 0;
      if (high === 0 && low === 0) continue;
      const to = slotOf(table, high, low);
      table.high[to] = high;
      table.low[to] = low;
      for (const [column, values] of table.values.entries()) values[to] = old.values[column]?.[from] ?? 0;
    }
  };
  return {
    get count() {
      return count;
    },
    /** The slot of a key, -1 where it is not there. Good until the next `put`. A key of zeros is never there. */
    find: (high: number, low: number): number => {
      const at = slotOf(table, high, low);
      return table.high[at] === 0 && table.low[at] === 0 ? -1 : at;
    },
    /** The slot of a key, made where it is not there. */
    put: (high: number, low: number): number => {
      if (count + 1 > table.slots * 0.75) grow();
      const at = slotOf(table, high, low);
      if (table.high[at] === 0 && table.low[at] === 0 && (high !== 0 || low !== 0)) {
        count += 1;
        table.high[at] = high;
        table.low[at] = low;
      }
      return at;
    },
    /** Calls `visit` with the slot of each key. */
    each: (visit: (slot: number) => void): void => {
      for (let slot = 0; slot < table.slots; slot += 1) if (table.high[slot] !== 0 || table.low[slot] !== 0) visit(slot);
    },
    get: (slot: number, column: number): number => table.values[column]?.[slot] ?? 0,
    set: (slot: number, column: number, value: number): void => {
      const values = table.values[column];
      if (values) values[slot] = value;
    },
  };
};

export type Table = ReturnType<typeof openTable>;
