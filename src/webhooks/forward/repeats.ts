/** Ten minutes: how long a delivery with the same body counts as a duplicate. */
export const repeatWindow = 600_000;
/** Maximum number of deliveries remembered. At a rate where this covers less than ten minutes, the oldest are forgotten. */
const most = 200_000;

/** A delivery seen before. `status` is its response status, or a promise of it while the delivery is in progress. */
export interface Seen {
  readonly id: string;
  readonly status: number | Promise<number>;
}

interface Remembered extends Seen {
  /** When it was received (ms since 1970). */
  readonly at: number;
  status: number | Promise<number>;
}

/**
 * Remembers deliveries by the digest of their body. The service sends a redelivery byte for byte and has no delivery id, so equal
 * bytes mean a duplicate.
 */
export interface Memory {
  /** Returns the first delivery with this digest within the window before `now` (ms). */
  find(digest: string, now: number): Seen | undefined;
  /** Remembers a delivery, and replaces the promise with the status once it is known. */
  add(digest: string, id: string, now: number, status: Promise<number>): void;
  size(): number;
}

export const createMemory = (window: number = repeatWindow): Memory => {
  // Oldest first: a delivery remembered again moves to the end.
  const seen = new Map<string, Remembered>();
  let swept = Number.NEGATIVE_INFINITY;

  /**
   * Removes expired entries once a second, because iterating from a map's front for each delivery gets slower and slower. Over
   * the limit, it removes a tenth.
   */
  const sweep = (now: number): void => {
    if (now - swept < 1_000 && seen.size < most) return;
    swept = now;
    let spare = seen.size < most ? 0 : most / 10;
    for (const [digest, { at }] of seen) {
      if (now - at <= window && spare-- <= 0) return;
      seen.delete(digest);
    }
  };

  return {
    find: (digest, now) => {
      const found = seen.get(digest);
      return found && now - found.at <= window ? found : undefined;
    },
    add: (digest, id, now, status) => {
      sweep(now);
      const entry: Remembered = { id, at: now, status };
      seen.delete(digest);
      seen.set(digest, entry);
      void status.then((value) => {
        entry.status = value;
      });
    },
    size: () => seen.size,
  };
};
