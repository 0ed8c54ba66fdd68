import type { Purpose } from './ledger.ts';
import { decimal, hex8, hex32, type Mark } from './lines.ts';
import type { Owner } from './owner.ts';
import { openTable, type Table } from './table.ts';

/** What a run records about itself when it starts. */
export interface About extends Purpose, Owner {
  readonly at: number;
  /** The ledger that it uses beside this one: its id and path. */
  readonly beside?: { readonly id: string; readonly path: string } | undefined;
}

export interface Run {
  readonly id: string;
  readonly about: About;
  /** Unix ms. */
  lastSign: number;
  ended: boolean;
}

/** The newest claim of a key. */
export interface Entry {
  readonly claim: string;
  readonly run: Run | undefined;
  readonly mark: Mark;
  /** Unix ms, in steps of a tenth of a second. */
  readonly at: number;
}

/** Times are stored as tenths of a second since 2025, which fit into 32 bits until 2038. */
const era = Date.UTC(2025, 0);
const tenths = (time: number): number => Math.max(0, Math.trunc((time - era) / 100));
export const msOf = (kept: number): number => kept * 100 + era;

/** The numbers stored with a key, of all ledgers and of each; `run` holds four times the number of the run, plus the mark, or 0 if the key is missing. */
const person = { high: 0, low: 1 } as const;
const columnsOf = (file: number) => ({ run: 2 + 3 * file, number: 3 + 3 * file, time: 4 + 3 * file }) as const;

/** Opens a table of the keys of several ledgers, which mostly have the same ones. */
export const openKeys = (files: number): Table => openTable(2 + 3 * files);
const marks: readonly Mark[] = ['c', 's', 'u', 'n'];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const optional = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Parses the contents of a run line; undefined if it is invalid. */
const readAbout = (json: string): About | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const beside = value['beside'];
  return {
    operation: text(value['operation']),
    workspace: text(value['workspace']),
    campaign: optional(value['campaign']),
    template: optional(value['template']),
    pid: typeof value['pid'] === 'number' && value['pid'] > 0 ? value['pid'] : 0,
    birth: text(value['birth']),
    space: text(value['space']),
    host: text(value['host']),
    at: typeof value['at'] === 'number' ? value['at'] : 0,
    beside: isObject(beside) ? { id: text(beside['id']), path: text(beside['path']) } : undefined,
  };
};

/**
 * The entries of one ledger, built from its lines in order: of two claims of a key the first one counts, unless the second names it as the claim that
 * it replaces. Stores only digests: a million entries of two ledgers take about 50 MiB.
 * @param keys shared with the other ledgers of a run
 * @param file the number of this ledger among them
 */
export const openEntries = (keys: Table = openKeys(1), file = 0) => {
  const columns = columnsOf(file);
  /** Runs by their number in the table, starting at 1. */
  const runs: Run[] = [];
  const byId = new Map<string, number>();
  /** The minimum size of each other ledger, by id. */
  const sizes = new Map<string, number>();
  /** The ledger last used beside this one at each path. */
  const places = new Map<string, string>();

  let [lastHigh, lastLow, last] = [0, 0, 0];
  /** Returns the number of a run by its id in `bytes`, or 0 if unknown. Consecutive lines usually have the same run. */
  const numberOf = (bytes: Buffer, at: number): number => {
    const high = hex32(bytes, at);
    const low = hex32(bytes, at + 4);
    if (high === 0 && low === 0) return 0;
    if (high !== lastHigh || low !== lastLow) {
      lastHigh = high;
      lastLow = low;
      last = byId.get(bytes.toString('latin1', at, at + 12)) ?? 0;
    }
    return last;
  };
  const find = (high: number, low: number): number => {
    const place = keys.find(high, low);
    return place < 0 || keys.get(place, columns.run) === 0 ? -1 : place;
  };
  const runOf = (place: number): Run | undefined => runs[Math.trunc(keys.get(place, columns.run) / 4) - 1];
  const markOf = (place: number): Mark => marks[keys.get(place, columns.run) & 3] ?? 'c';

  const began = (id: string, json: string): boolean => {
    const about = readAbout(json);
    if (about === undefined) return false;
    if (!byId.has(id)) {
      runs.push({ id, about, lastSign: about.at, ended: false });
      byId.set(id, runs.length);
      lastHigh = 0;
      lastLow = 0;
    }
    if (about.beside) {
      // A renamed folder is looked up only at its new path.
      for (const [path, known] of places) if (known === about.beside.id) places.delete(path);
      places.set(about.beside.path, about.beside.id);
    }
    return true;
  };

  const claimed = (bytes: Buffer, start: number): boolean => {
    const high = hex32(bytes, start + 2);
    const low = hex32(bytes, start + 10);
    const over = numberOf(bytes, start + 71);
    const overNumber = hex32(bytes, start + 83);
    const run = numberOf(bytes, start + 19);
    const number = hex32(bytes, start + 31);
    const time = decimal(bytes, start + 57);
    const personHigh = hex32(bytes, start + 40);
    const personLow = hex32(bytes, start + 48);
    if (run === 0 || Number.isNaN(high + low + number + time + overNumber + personHigh + personLow)) return false;
    const owner = runs[run - 1];
    if (owner && time > owner.lastSign) owner.lastSign = time;
    const known = find(high, low);
    // Another claim came first.
    if (known < 0 ? over !== 0 : Math.trunc(keys.get(known, columns.run) / 4) !== over || keys.get(known, columns.number) !== overNumber) return true;
    const place = known < 0 ? keys.put(high, low) : known;
    keys.set(place, columns.run, run * 4);
    keys.set(place, columns.number, number);
    keys.set(place, columns.time, tenths(time));
    keys.set(place, person.high, personHigh);
    keys.set(place, person.low, personLow);
    return true;
  };

  const settled = (bytes: Buffer, start: number, mark: number): boolean => {
    const place = find(hex32(bytes, start + 2), hex32(bytes, start + 10));
    const run = numberOf(bytes, start + 19);
    const number = hex32(bytes, start + 31);
    const time = decimal(bytes, start + 40);
    if (Number.isNaN(number + time)) return false;
    if (place < 0 || Math.trunc(keys.get(place, columns.run) / 4) !== run || keys.get(place, columns.number) !== number) return true;
    keys.set(place, columns.run, run * 4 + mark);
    keys.set(place, columns.time, tenths(time));
    return true;
  };

  const ofRun = (bytes: Buffer, start: number, change: (run: Run, value: number) => void): boolean => {
    const run = runs[numberOf(bytes, start + 2) - 1];
    const value = decimal(bytes, start + 15);
    if (run === undefined || Number.isNaN(value)) return false;
    change(run, value);
    return true;
  };

  return {
    sizes,
    places,
    runs,
    /** Applies the line in `bytes` from `start` to `end`, excluding its full stop. Returns false if it is not a ledger line. */
    apply: (bytes: Buffer, start: number, end: number): boolean => {
      switch (bytes[start]) {
        case 0x63:
          return claimed(bytes, start);
        case 0x73:
          return settled(bytes, start, 1);
        case 0x75:
          return settled(bytes, start, 2);
        case 0x6e:
          return settled(bytes, start, 3);
        case 0x72:
          return began(bytes.toString('latin1', start + 2, start + 14), bytes.toString('utf8', start + 15, end));
        case 0x68:
          return ofRun(bytes, start, (run, value) => {
            run.lastSign = Math.max(run.lastSign, value);
          });
        case 0x65:
          return ofRun(bytes, start, (run) => {
            run.ended = true;
          });
        case 0x7a:
          return ofRun(bytes, start, ({ about: { beside } }, value) => {
            if (beside) sizes.set(beside.id, Math.max(sizes.get(beside.id) ?? 0, value));
          });
        default:
          return false;
      }
    },
    get: (high: number, low: number): Entry | undefined => {
      const place = find(high, low);
      if (place < 0) return undefined;
      const run = runOf(place);
      const claim = `${run?.id ?? ''}${hex8(keys.get(place, columns.number))}`;
      return { claim, run, mark: markOf(place), at: msOf(keys.get(place, columns.time)) };
    },
    /** Adds the last contact of each person to `into`, for `msOf`. `template`: only contacts with that text. */
    people: (into: Table, template: string | undefined): void => {
      const wanted = runs.map(({ about }) => template === undefined || about.template === template);
      keys.each((place) => {
        if (keys.get(place, columns.run) === 0 || markOf(place) === 'n' || !wanted[Math.trunc(keys.get(place, columns.run) / 4) - 1]) return;
        const high = keys.get(place, person.high);
        const low = keys.get(place, person.low);
        if (high === 0 && low === 0) return;
        const to = into.put(high, low);
        into.set(to, 0, Math.max(into.get(to, 0), keys.get(place, columns.time)));
      });
    },
  };
};

export type Entries = ReturnType<typeof openEntries>;
