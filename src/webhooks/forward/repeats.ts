import { createShare, type Seen, type Share } from './repeats-table.ts';

/** Ten minutes: how long the same body counts as a repeat of the first. */
export const repeatWindow = 600_000;
/** So many deliveries are remembered at most; at a rate at which that is less than ten minutes, the oldest are forgotten. */
const most = 500_000;
/** The memory goes in shares of the window; each is looked into for each delivery. */
const shares = 4;

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

// Codes of characters; `ten` is what to take from that of a letter.
const [zero, nine, ten] = [0x30, 0x39, 0x57];

/** 32 bits of a hex digest, from one of its characters on. By hand, since this is done several times for each delivery. */
const part = (digest: string, from: number): number => {
  let bits = 0;
  for (let at = from; at < from + 8; at += 1) {
    const code = digest.charCodeAt(at);
    bits = (bits << 4) | (code <= nine ? code - zero : code - ten);
  }
  return bits >>> 0;
};

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
      const [high, low] = [part(digest, 0), part(digest, 8)];
      for (let share = kept.length - 1; share >= 0; share -= 1) {
        const found = kept[share]?.find(high, low);
        if (found) return now - found.at <= window ? found.seen : undefined;
      }
      return undefined;
    },
    add: (digest, id, now, status) => current(now).add(part(digest, 0), part(digest, 8), id, now, status),
    size: () => kept.reduce((sum, share) => sum + share.size(), 0),
  };
};
