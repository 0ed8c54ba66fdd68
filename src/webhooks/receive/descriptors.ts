import { closeSync, openSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';

/** Returns how many files and connections this process may have open, or undefined if the system does not tell (Linux does). */
export const descriptorLimit = (): number | undefined => {
  try {
    const found = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return found?.[1] === undefined ? undefined : Number(found[1]);
  } catch {
    return undefined;
  }
};

/** Reserves descriptors for when all others are in use; the returned function releases them. */
export const keepBack = (count: number): (() => void) => {
  const held: number[] = [];
  try {
    while (held.length < count) held.push(openSync(devNull, 'r'));
  } catch {
    // Too few are left already.
  }
  return () => {
    for (const descriptor of held.splice(0)) closeSync(descriptor);
  };
};
