import { createShare, type Seen, type Share } from './dedupe-share.ts';

/** Ten minutes: how long the same body counts as a repeat of the first. */
export const repeatWindow = 600_000;
/** So many deliveries are remembered at most; at a rate at which that is less than ten minutes, the oldest are forgotten. */
const most = 500_000;
/** The memory goes in shares of the window. */
const shares = 10;

/**
 * Remembers deliveries by the digest of their body. The service repeats a delivery byte for byte, so equal bytes are a
 * repeat; there is no delivery id to go by. At hundreds a second this is the largest thing in memory.
 */
export interface Memory {
  /** The first delivery with this hex digest within the window before `now` (ms). */
  find(digest: string, now: number): Seen | undefined;
  /** Remembers a delivery and, when its status is known, the number in the promise's place. */
  add(digest: string, id: string, now: number, status: Promise<number>): void;
  size(): number;
}

export const createMemory = (window: number = repeatWindow): Memory => {
  // Oldest first. What is too old goes with its share: a map from whose front entries are taken one by one gets slower and slower.
  let kept: Share[] = [];

  const current = (now: number): Share => {
    const last = kept.at(-1);
    if (last !== undefined && now - last.begun < window / shares && last.size() < most / shares) return last;
    const made = createShare(now);
    kept = [...kept.filter(({ begun }) => now - begun <= window + window / shares).slice(-shares), made];
    return made;
  };

  return {
    find: (digest, now) => {
      for (let share = kept.length - 1; share >= 0; share -= 1) {
        const found = kept[share]?.find(digest);
        if (found) return now - found.at <= window ? found.seen : undefined;
      }
      return undefined;
    },
    add: (digest, id, now, status) => current(now).add(digest, id, now, status),
    size: () => kept.reduce((sum, share) => sum + share.size(), 0),
  };
};
