import { type Entry, encode, size } from './log-entries.ts';
import { bounds } from './log-files.ts';

/** As many entries as fit, encoded. */
export interface Batch {
  readonly text: string;
  /** How many of the entries are deliveries. */
  readonly deliveries: number;
}

/** What waits to be written. Of a disk slower than what comes in, what would be too old by the time it was written is left out. */
export interface Queue {
  add(entry: Entry): void;
  isEmpty(): boolean;
  /** Takes entries out until the room is used up, at least one. */
  take(room: { readonly deliveries: number; readonly bytes: number }): Batch;
  clear(): void;
}

export const createQueue = (): Queue => {
  let entries: Entry[] = [];
  /** Those before it were taken; the array is shortened now and then, which costs less than at each. */
  let head = 0;
  let bytes = 0;

  const next = (): Entry | undefined => {
    const entry = entries[head];
    if (entry === undefined) return undefined;
    head += 1;
    bytes -= size(entry);
    if (head === entries.length || head > 4096) {
      entries.splice(0, head);
      head = 0;
    }
    return entry;
  };

  return {
    add: (entry) => {
      entries.push(entry);
      bytes += size(entry);
      while (bytes > bounds.bytes && entries.length - head > 1) next();
    },
    isEmpty: () => head === entries.length,
    take: (room) => {
      let text = '';
      let deliveries = 0;
      do {
        const entry = next();
        if (entry === undefined) break;
        text += encode(entry);
        if (entry.type === 'delivery') deliveries += 1;
      } while (deliveries < room.deliveries && text.length < room.bytes);
      return { text, deliveries };
    },
    clear: () => {
      entries = [];
      head = 0;
      bytes = 0;
    },
  };
};
