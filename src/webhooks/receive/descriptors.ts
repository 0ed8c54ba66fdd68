import { closeSync, openSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';

/** How many files and connections this process may have open at once; undefined where the system does not tell (it does on Linux). */
export const descriptorLimit = (): number | undefined => {
  try {
    const found = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return found?.[1] === undefined ? undefined : Number(found[1]);
  } catch {
    return undefined;
  }
};

/** Keeps descriptors back for when all others are taken; the returned function gives them free. */
export const keepBack = (count: number): (() => void) => {
  const held: number[] = [];
  try {
    while (held.length < count) held.push(openSync(devNull, 'r'));
  } catch {
    // So few are left already.
  }
  return () => {
    for (const descriptor of held.splice(0)) closeSync(descriptor);
  };
};
