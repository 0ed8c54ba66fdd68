/** 64 bits as two numbers of 32. */
export interface Wide {
  readonly high: number;
  readonly low: number;
}

/** 16 hexadecimal digits as two numbers. */
export const wide = (digits: string): Wide => ({ high: Number.parseInt(digits.slice(0, 8), 16), low: Number.parseInt(digits.slice(8, 16), 16) });

/** How full a table may be. */
const most = 0.85;

/**
 * A table of digests of 64 bits with numbers of 32 bits beside them, all in one typed array: a million entries take 20 to 40 MiB, where a
 * Map would take ten times that.
 * @param width how many numbers stand beside a digest
 * @param expected how many entries there will be; more are taken
 */
export const openTable = (width: number, expected = 0) => {
  const stride = width + 2;
  let slots = Math.max(1024, Math.ceil(expected / 0.75));
  let cells = new Uint32Array(slots * stride);
  let count = 0;

  /** Where a digest stands, or would stand: its first number there, or two zeros. */
  const placeOf = (high: number, low: number): number => {
    // Digests are spread evenly as they are.
    let at = Math.floor((low / 0x1_0000_0000) * slots) * stride;
    while ((cells[at] !== 0 || cells[at + 1] !== 0) && (cells[at] !== high || cells[at + 1] !== low)) {
      at += stride;
      if (at === cells.length) at = 0;
    }
    return at;
  };
  const grow = (): void => {
    const old = cells;
    slots = Math.ceil(slots * 1.5);
    cells = new Uint32Array(slots * stride);
    for (let from = 0; from < old.length; from += stride) {
      const high = old[from] ?? 0;
      const low = old[from + 1] ?? 0;
      if (high === 0 && low === 0) continue;
      const to = placeOf(high, low);
      for (let part = 0; part < stride; part += 1) cells[to + part] = old[from + part] ?? 0;
    }
  };
  return {
    get count() {
      return count;
    },
    /** The place of a digest, -1 where it is not there. Good until the next `put`. Zeros are never there. */
    find: (high: number, low: number): number => {
      const at = placeOf(high, low);
      return cells[at] === 0 && cells[at + 1] === 0 ? -1 : at;
    },
    /** The place of a digest, made where it is not there. */
    put: (high: number, low: number): number => {
      if (count + 1 > slots * most) grow();
      const at = placeOf(high, low);
      if (cells[at] === 0 && cells[at + 1] === 0 && (high !== 0 || low !== 0)) {
        count += 1;
        cells[at] = high;
        cells[at + 1] = low;
      }
      return at;
    },
    /** Calls `visit` with the place of each digest. */
    each: (visit: (place: number) => void): void => {
      for (let at = 0; at < cells.length; at += stride) if (cells[at] !== 0 || cells[at + 1] !== 0) visit(at);
    },
    get: (place: number, column: number): number => cells[place + 2 + column] ?? 0,
    set: (place: number, column: number, value: number): void => {
      cells[place + 2 + column] = value;
    },
  };
};

export type Table = ReturnType<typeof openTable>;
