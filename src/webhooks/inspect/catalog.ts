import type { Places } from '../../profiles/directories.ts';
import type { Delivery } from '../delivery.ts';
import { decode, type Entry } from '../log/entry.ts';
import { listFiles, logFolder } from '../log/files.ts';
import { linesFrom } from '../log/lines.ts';
import { type Loaded, loadDelivery } from '../log/load.ts';
import { aboutOf, type Logged, type LoggedAttempt, type Place, summary } from '../log/logged.ts';
import { failedIds } from '../log/verdict.ts';

interface Growing extends Omit<Logged, 'attempts' | 'places' | 'answered' | 'failed'> {
  attempts: Array<Omit<LoggedAttempt, 'answer'>>;
  places: Place[];
  answered?: number;
  failed: boolean;
  /** The complete delivery, if nothing is logged. */
  held?: { readonly delivery: Delivery; readonly attempts: LoggedAttempt[]; readonly resigned?: string };
}

/** Limits on what is held in memory if nothing is logged; the newest deliveries are kept. */
const most = { deliveries: 200, bytes: 32 * 1024 * 1024 } as const;

/** The deliveries of one profile in the log, kept up to date with what any process appends to its files. */
export interface Catalog {
  /** Reads what was written since the last call. Fails with the file system's error. */
  refresh(): Promise<void>;
  /** Adds an entry of a session that has no log. */
  add(entry: Entry): void;
  /** Returns all deliveries, oldest first. `now` is in ms since 1970. */
  all(now: number): readonly Logged[];
  get(id: string): Logged | undefined;
  /** Returns a delivery with its bytes and those of its responses. Fails with `not-found` if it was removed meanwhile. */
  load(logged: Logged): Promise<Loaded>;
  /** Returns the ids that were added or changed since the last call, and whether others were removed. */
  changes(): { readonly ids: ReadonlySet<string>; readonly gone: boolean };
}

/**
 * Creates the catalog.
 * @param profile whose deliveries are listed
 */
export const createCatalog = (places: Places, profile: string): Catalog => {
  const folder = logFolder(places);
  const listed = new Map<string, Growing>();
  // Files are read in name order, and a replay is written by another process, so an attempt may be read before its delivery.
  const early = new Map<string, Array<(one: Growing) => void>>();
  const others = new Set<string>();
  const read = new Map<string, number>();
  let changed = new Set<string>();
  let gone = false;
  let sorted: Growing[] | undefined;
  let heldBytes = 0;
  let reading: Promise<void> = Promise.resolve();

  const change = (id: string, how: (one: Growing) => void): void => {
    const one = listed.get(id);
    if (one === undefined) {
      if (!others.has(id)) early.set(id, [...(early.get(id) ?? []), how]);
      return;
    }
    how(one);
    changed.add(id);
  };

  const addDelivery = (delivery: Delivery, resigned: string | undefined, place: Place | undefined): void => {
    const { id } = delivery;
    const one: Growing = {
      ...summary(delivery),
      ...aboutOf(delivery.body),
      profile,
      attempts: [],
      failed: false,
      places: place === undefined ? [] : [place],
      ...(place === undefined ? { held: { delivery, attempts: [], ...(resigned === undefined ? {} : { resigned }) } } : {}),
    };
    listed.set(id, one);
    changed.add(id);
    sorted = undefined;
    for (const how of early.get(id) ?? []) how(one);
    early.delete(id);
  };

  const take = (entry: Entry, place?: Place): void => {
    if (entry.type === 'delivery') {
      if (entry.profile === profile) addDelivery(entry.delivery, entry.resigned, place);
      else {
        others.add(entry.delivery.id);
        early.delete(entry.delivery.id);
      }
    } else if (entry.type === 'attempt') {
      const { answer: _, ...attempt } = entry.attempt;
      change(entry.id, (one) => {
        one.attempts.push({ ...attempt, replay: entry.replay });
        one.attempts.sort((a, b) => a.at - b.at);
        if (place === undefined) one.held?.attempts.push({ ...entry.attempt, replay: entry.replay });
        else one.places.push(place);
      });
    } else {
      change(entry.id, (one) => {
        one.answered = entry.status;
      });
    }
  };

  const remove = (one: Growing): void => {
    listed.delete(one.id);
    gone = true;
    sorted = undefined;
  };

  /** Forgets the content of files that no longer exist. */
  const forget = (missing: ReadonlySet<string>): void => {
    for (const one of listed.values()) {
      if (one.places[0] !== undefined && missing.has(one.places[0].file)) remove(one);
      else one.places = one.places.filter(({ file }) => !missing.has(file));
    }
  };

  const readNew = async (): Promise<void> => {
    const files = await listFiles(folder);
    const missing = new Set([...read.keys()].filter((file) => !files.includes(file)));
    for (const file of files) {
      const lines = await linesFrom(folder, file, read.get(file) ?? 0);
      if (lines === undefined) missing.add(file);
      for (const { text, place } of lines ?? []) {
        read.set(file, place.at + place.length + 1);
        const entry = decode(text);
        if (entry !== undefined) take(entry, place);
      }
    }
    for (const file of missing) read.delete(file);
    if (missing.size > 0) forget(missing);
  };

  const inOrder = (): Growing[] => (sorted ??= [...listed.values()].sort((a, b) => a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : 1)));

  return {
    refresh: () => {
      reading = reading.catch(() => undefined).then(readNew);
      return reading;
    },
    add: (entry) => {
      take(entry);
      if (entry.type !== 'delivery') return;
      heldBytes += entry.delivery.body.length;
      for (const oldest of inOrder()) {
        if (listed.size <= most.deliveries && (heldBytes <= most.bytes || listed.size === 1)) break;
        heldBytes -= oldest.bytes;
        remove(oldest);
      }
    },
    all: (now) => {
      const all = inOrder();
      const failed = failedIds(all, now);
      for (const one of all) {
        if (one.failed !== failed.has(one.id)) changed.add(one.id);
        one.failed = failed.has(one.id);
      }
      return all;
    },
    get: (id) => listed.get(id),
    load: async (one) => listed.get(one.id)?.held ?? loadDelivery(places, one),
    changes: () => {
      const found = { ids: changed, gone };
      changed = new Set();
      gone = false;
      return found;
    },
  };
};
