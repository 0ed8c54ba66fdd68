import { createHash } from 'node:crypto';
import { openTable } from '../ledger/table.ts';

/**
 * A set of texts that takes about 10 bytes each, so that a file with a million rows can be checked for duplicates. Texts are compared by 64 bits of
 * their SHA-256: among a million, the chance of a collision is one in 10^7.
 */
export const openSeen = (): { add(text: string): boolean } => {
  const table = openTable(0);
  return {
    /** Adds a text. Returns false if it was already there. */
    add: (text) => {
      const digest = createHash('sha256').update(text).digest();
      const before = table.count;
      // Two zeros would mean an empty slot.
      table.put(digest.readUInt32LE(0), (digest.readUInt32LE(4) | 1) >>> 0);
      return table.count > before;
    },
  };
};
