/** Ten minutes: how long the same body counts as a repeat of the first. */
export const repeatWindow = 600_000;
/** So many deliveries are remembered at most; at a rate at which that is less than ten minutes, the oldest are forgotten. */
const most = 500_000;
/** The memory goes in shares of the window. */
const shares = 10;

/** A delivery seen before. `status` is what it was answered, or the promise of it while it is in flight. */
export interface Seen {
  readonly id: string;
  readonly status: number | Promise<number>;
}

interface Entry {
  readonly id: string;
  /** Since the memory began (ms): a small number takes less room than a time. */
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

/** Half of a hex digest in a quarter of its room: 128 bits tell bodies apart as well. Made anew, since a part of a string holds the whole. */
const shorten = (digest: string): string => (digest.length === 64 ? Buffer.from(digest.slice(0, 32), 'hex').toString('latin1') : digest);
/** The same text in one piece: one that was put together holds its pieces. */
const whole = (id: string): string => Buffer.from(id, 'latin1').toString('latin1');

export const createMemory = (window: number = repeatWindow): Memory => {
  // Oldest first. What is too old goes with its map: a map from whose front entries are taken one by one gets slower and slower.
  let kept: Array<{ readonly begun: number; readonly seen: Map<string, Entry> }> = [];
  let base: number | undefined;
  // What is looked for and not found is added next.
  let asked = '';
  let key = '';
  const short = (digest: string): string => {
    if (digest !== asked) [asked, key] = [digest, shorten(digest)];
    return key;
  };

  const current = (now: number): Map<string, Entry> => {
    const last = kept.at(-1);
    if (last !== undefined && now - last.begun < window / shares && last.seen.size < most / shares) return last.seen;
    const made = { begun: now, seen: new Map<string, Entry>() };
    kept = [...kept.filter(({ begun }) => now - begun <= window + window / shares).slice(-shares), made];
    return made.seen;
  };

  return {
    find: (digest, now) => {
      const wanted = short(digest);
      for (let at = kept.length - 1; at >= 0; at -= 1) {
        const entry = kept[at]?.seen.get(wanted);
        if (entry !== undefined) return now - (base ?? 0) - entry.at <= window ? entry : undefined;
      }
      return undefined;
    },
    add: (digest, id, now, status) => {
      base ??= now;
      const entry: Entry = { id: whole(id), at: Math.round(now - base), status };
      current(now).set(short(digest), entry);
      void status.then((value) => {
        entry.status = value;
      });
    },
    size: () => kept.reduce((sum, { seen }) => sum + seen.size, 0),
  };
};
