/** Mixes several numbers into one (murmur3's finalizer over a running sum). The result is deterministic. */
export const mix = (...numbers: readonly number[]): number => {
  let h = 0x9e3779b9;
  for (const n of numbers) {
    h = Math.imul(h ^ n, 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h >>> 0;
};

/** Repeatable randomness: a row depends only on the seed, its kind and its place, so any row can be created without the ones before it. */
export interface Dice {
  /** Returns a whole number from 0 to `sides` - 1. */
  below(sides: number): number;
  pick<const L extends readonly [unknown, ...unknown[]]>(list: L): L[number];
  /** Returns true with this probability, from 0 to 1. */
  chance(probability: number): boolean;
}

/** Returns the dice for one row (mulberry32). */
export const dice = (...numbers: readonly number[]): Dice => {
  let state = mix(...numbers);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    below: (sides) => Math.floor(next() * sides),
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    chance: (probability) => next() < probability,
  };
};
