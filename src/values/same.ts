import { timingSafeEqual } from 'node:crypto';

/** Returns whether two texts are equal, in constant time so that timing does not reveal where they differ: for keys, tokens and signatures. */
export const same = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};
