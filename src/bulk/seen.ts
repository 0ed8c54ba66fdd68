import { createHash } from 'node:crypto';

/**
 * A set of texts that takes at most 16 bytes each, so that a file with a million rows can be checked for duplicates. Texts are compared by 64 bits of
 * their SHA-256: among a million, the chance of a collision is one in 10^7.
 */
export const openSeen = (): { add(text: string): boolean } => {
  let table = new BigUint64Array(1024);
  let count = 0;
  const digest = (text: string): bigint => createHash('sha256').update(text).digest().readBigUInt64LE(0) | 1n;
  const put = (into: BigUint64Array, value: bigint): boolean => {
    const mask = into.length - 1;
    let at = Number(value & 0xffff_ffffn) & mask;
    while (into[at] !== 0n) {
      if (into[at] === value) return false;
      at = (at + 1) & mask;
    }
    into[at] = value;
    return true;
  };
  return {
    /** Adds a text. Returns false if it was already there. */
    add: (text) => {
      if (count * 2 > table.length) {
        const larger = new BigUint64Array(table.length * 2);
        for (const value of table) if (value !== 0n) put(larger, value);
        table = larger;
      }
      const fresh = put(table, digest(text));
      if (fresh) count += 1;
      return fresh;
    },
  };
};
