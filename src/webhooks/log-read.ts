import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, systemCode } from '../errors.ts';
import type { Places } from '../profiles/settings.ts';
import type { Attempt, Delivery } from './delivery.ts';
import { decode } from './log-entries.ts';
import { listFiles, logFolder } from './log-files.ts';
import { takes } from './route.ts';

/** Where a line stands: its file, and the bytes of it. */
interface Place {
  readonly file: string;
  readonly at: number;
  readonly length: number;
}

/** A try as the log keeps it; `replay`: sent again by hand. */
export type LoggedAttempt = Attempt & { readonly replay: boolean };

/** What the log knows of a delivery, without its bytes and those of the answers. */
export interface Logged {
  readonly id: string;
  readonly profile: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly event?: string;
  readonly bytes: number;
  readonly verified: boolean;
  readonly repeatOf?: string;
  /** In the order in which they were made. */
  readonly attempts: ReadonlyArray<Omit<LoggedAttempt, 'answer'>>;
  /** What the sender was answered. */
  readonly answered?: number;
  /** For `loadDelivery`. */
  readonly places: readonly Place[];
}

export interface LogFilter {
  /** Names of either set, `*` for any text; one of them fits. */
  readonly events?: readonly string[];
  readonly failed?: boolean;
  /** Milliseconds since 1970, both inclusive. */
  readonly from?: number;
  readonly to?: number;
  readonly profile?: string;
}

interface Growing extends Omit<Logged, 'attempts' | 'places' | 'answered'> {
  attempts: Array<Omit<LoggedAttempt, 'answer'>>;
  places: Place[];
  answered?: number;
}

const succeeded = (attempt: { readonly status?: number }): boolean => attempt.status !== undefined && attempt.status >= 200 && attempt.status < 300;

/**
 * Whether a delivery still wants attention: the last try for one of its targets got no 2xx and no later replay got one, or
 * no target had it and the sender was told that it failed.
 */
export const hasFailed = (logged: Pick<Logged, 'attempts' | 'answered'>): boolean => {
  if (logged.attempts.length === 0) return logged.answered !== undefined && logged.answered >= 400;
  const open = new Map<string, boolean>();
  for (const attempt of logged.attempts) {
    if (attempt.replay && succeeded(attempt)) open.clear();
    else open.set(attempt.target, !succeeded(attempt));
  }
  return [...open.values()].some((failed) => failed);
};

/** The status of the last try; where it got none, why in words; where there was no try, what the sender was answered. */
export const lastStatus = (logged: Pick<Logged, 'attempts' | 'answered'>): number | string | undefined => {
  const last = logged.attempts.at(-1);
  return last ? (last.status ?? last.error) : logged.answered;
};

const fitsEvent = (event: string, patterns: readonly string[]): boolean => patterns.some((pattern) => takes(pattern, event));

const fits = (logged: Logged, filter: LogFilter): boolean =>
  (filter.profile === undefined || logged.profile === filter.profile) &&
  (filter.from === undefined || logged.receivedAt >= filter.from) &&
  (filter.to === undefined || logged.receivedAt <= filter.to) &&
  (filter.events === undefined || filter.events.length === 0 || fitsEvent(logged.event ?? '', filter.events)) &&
  (filter.failed !== true || hasFailed(logged));

/** The lines of a file with their places. A file that was removed meanwhile has none; so has what stands behind the last newline. */
async function* lines(folder: string, file: string): AsyncGenerator<{ text: string; place: Place }> {
  let all: Buffer;
  try {
    all = await readFile(join(folder, file));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  for (let at = 0, end = all.indexOf(10); end >= 0; at = end + 1, end = all.indexOf(10, at)) {
    yield { text: all.toString('utf8', at, end), place: { file, at, length: end - at } };
  }
}

/**
 * The deliveries in the log that fit, oldest first, over the files of all listeners. One file is read at a time and bodies are
 * dropped at once, so memory does not grow with their size.
 */
export const readLog = async (places: Places, filter: LogFilter = {}): Promise<Logged[]> => {
  const folder = logFolder(places);
  const found = new Map<string, Growing>();
  // Another process may write what belongs to a delivery (a replay), and files may be read in another order than they were written.
  const early = new Map<string, Array<(logged: Growing) => void>>();
  const add = (id: string, change: (logged: Growing) => void): void => {
    const logged = found.get(id);
    if (logged) change(logged);
    else early.set(id, [...(early.get(id) ?? []), change]);
  };
  for (const file of await listFiles(folder)) {
    for await (const { text, place } of lines(folder, file)) {
      const entry = decode(text);
      if (entry === undefined) continue;
      if (entry.type === 'delivery') {
        const { id, receivedAt, event, body, verified, repeatOf } = entry.delivery;
        const logged: Growing = {
          id,
          profile: entry.profile,
          receivedAt,
          ...(event === undefined ? {} : { event }),
          bytes: body.length,
          verified,
          ...(repeatOf === undefined ? {} : { repeatOf }),
          attempts: [],
          places: [place],
        };
        found.set(id, logged);
        for (const change of early.get(id) ?? []) change(logged);
        early.delete(id);
      } else if (entry.type === 'attempt') {
        const { answer: _, ...attempt } = entry.attempt;
        add(entry.id, (logged) => {
          logged.attempts.push({ ...attempt, replay: entry.replay });
          logged.places.push(place);
        });
      } else {
        add(entry.id, (logged) => {
          logged.answered = entry.status;
        });
      }
    }
  }
  for (const logged of found.values()) logged.attempts.sort((a, b) => a.at - b.at);
  return [...found.values()].sort((a, b) => a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : 1)).filter((logged) => fits(logged, filter));
};

const read = async (folder: string, place: Place): Promise<string | undefined> => {
  try {
    const file = await open(join(folder, place.file), 'r');
    try {
      const buffer = Buffer.alloc(place.length);
      const { bytesRead } = await file.read(buffer, 0, place.length, place.at);
      return bytesRead === place.length ? buffer.toString('utf8') : undefined;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/** A delivery with everything. */
export interface Loaded {
  readonly delivery: Delivery;
  readonly attempts: readonly LoggedAttempt[];
  /** The signature that targets got, where it was made anew. */
  readonly resigned?: string;
}

/** A delivery with its bytes and those of its answers. Fails with `not-found` where it was removed since the log was read. */
export const loadDelivery = async (places: Places, logged: Logged): Promise<Loaded> => {
  let delivery: Delivery | undefined;
  let resigned: string | undefined;
  const attempts: LoggedAttempt[] = [];
  for (const place of logged.places) {
    const text = await read(logFolder(places), place);
    const entry = text === undefined ? undefined : decode(text);
    if (entry?.type === 'delivery') ({ delivery, resigned } = entry);
    if (entry?.type === 'attempt') attempts.push({ ...entry.attempt, replay: entry.replay });
  }
  if (delivery === undefined)
    throw new Failure('not-found', `${logged.id} is no longer in the log`, { hint: 'It keeps the newest 1,000 deliveries, at most 64 MiB.' });
  attempts.sort((a, b) => a.at - b.at);
  return { delivery, attempts, ...(resigned === undefined ? {} : { resigned }) };
};
