/** Ten minutes: how long the same body counts as a repeat of the first. */
export const repeatWindow = 600_000;
/** So many deliveries are remembered at most; at a rate at which that is less than ten minutes, the oldest are forgotten. */
const most = 200_000;

/** A delivery seen before. `status` is what it was answered, or the promise of it while it is in flight. */
export interface Seen {
  readonly id: string;
  readonly status: number | Promise<number>;
}

interface Remembered extends Seen {
  /** When it came (ms since 1970). */
  readonly at: number;
  status: number | Promise<number>;
}

/**
 * Remembers deliveries by the digest of their body. The service repeats a delivery byte for byte, so equal bytes are a
 * repeat; there is no delivery id to go by.
 */
export interface Memory {
  /** The first delivery with this digest within the window before `now` (ms). */
  find(digest: string, now: number): Seen | undefined;
  /** Remembers a delivery and, when its status is known, the number in the promise's place. */
  add(digest: string, id: string, now: number, status: Promise<number>): void;
  size(): number;
}

export const createMemory = (window: number = repeatWindow): Memory => {
  // Oldest first: what is remembered anew goes to the end.
  const seen = new Map<string, Remembered>();
  let swept = Number.NEGATIVE_INFINITY;

  /** Forgets what is too old once a second, since to begin at a map's front for each delivery gets slower and slower; of too many, a tenth. */
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
