/** Ten minutes: how long the same body counts as a repeat of the first. */
export const repeatWindow = 600_000;

/** A delivery seen before. `status` is what it was answered, or the promise of it while it is in flight. */
export interface Seen {
  readonly id: string;
  readonly at: number;
  status: number | Promise<number>;
}

/**
 * Remembers deliveries by the digest of their body. The service repeats a delivery byte for byte, so equal bytes are a
 * repeat; there is no delivery id to go by. One map entry a delivery: at hundreds a second this is the largest thing in memory.
 */
export interface Memory {
  /** The first delivery with this digest within the window before `now` (ms). */
  find(digest: string, now: number): Seen | undefined;
  /** Remembers a delivery and, when its status is known, the number in the promise's place. */
  add(digest: string, id: string, now: number, status: Promise<number>): void;
  size(): number;
}

export const createMemory = (window: number = repeatWindow): Memory => {
  const seen = new Map<string, Seen>();
  const expire = (now: number): void => {
    for (const [digest, entry] of seen) {
      if (now - entry.at <= window) break;
      seen.delete(digest);
    }
  };
  return {
    find(digest, now) {
      const entry = seen.get(digest);
      return entry !== undefined && now - entry.at <= window ? entry : undefined;
    },
    add(digest, id, now, status) {
      expire(now);
      const entry: Seen = { id, at: now, status };
      // Deleted first: a map keeps the place of a key that is set again, and the oldest must stand first.
      seen.delete(digest);
      seen.set(digest, entry);
      void status.then((value) => {
        entry.status = value;
      });
    },
    size: () => seen.size,
  };
};
