/** One number out of several, well mixed (murmur3's finaliser over a running sum): the same numbers give the same one, always. */
export const mix = (...numbers: readonly number[]): number => {
  let h = 0x9e3779b9;
  for (const n of numbers) {
    h = Math.imul(h ^ n, 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h >>> 0;
};

/** Chance that repeats: a row is made from the seed, its kind and its place, so that any row can be made without the ones before. */
export interface Dice {
  /** A whole number from 0 up to and without `sides`. */
  below(sides: number): number;
  pick<const L extends readonly [unknown, ...unknown[]]>(list: L): L[number];
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean;
}

/** Dice for one row (mulberry32). */
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
