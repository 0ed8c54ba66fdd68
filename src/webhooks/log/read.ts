import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../errors.ts';
import type { Places } from '../../profiles/directories.ts';
import { takes } from '../../values/event-names.ts';
import type { World } from '../../world.ts';
import type { Delivery } from '../delivery.ts';
import type { Headers } from '../headers.ts';
import { decode } from './entry.ts';
import { lastWritten, listFiles, logFolder } from './files.ts';
import { aboutOf, type Logged, type LoggedAttempt, type Place, summary } from './logged.ts';
import { failedIds } from './verdict.ts';

export interface LogFilter {
  /** Event names of either set, with `*` as a wildcard; one of them must match. */
  readonly events?: readonly string[];
  readonly failed?: boolean;
  /** Milliseconds since 1970, both inclusive. */
  readonly from?: number;
  readonly to?: number;
  readonly profile?: string;
  /** Read only the files written last, of about this many bytes: the whole log takes too long between two keys. */
  readonly lastBytes?: number;
  /** Returns whether the headers of a delivery match. */
  readonly headers?: (headers: Headers) => boolean;
}

interface Growing extends Omit<Logged, 'attempts' | 'places' | 'answered' | 'failed'> {
  attempts: Array<Omit<LoggedAttempt, 'answer'>>;
  places: Place[];
  answered?: number;
}

const fitsEvent = (event: string, patterns: readonly string[]): boolean => patterns.some((pattern) => takes(pattern, event));

/** Returns whether a delivery matches, apart from its outcome. */
const fits = ({ receivedAt, event, headers }: Delivery, profile: string, filter: LogFilter): boolean =>
  (filter.profile === undefined || profile === filter.profile) &&
  (filter.from === undefined || receivedAt >= filter.from) &&
  (filter.to === undefined || receivedAt <= filter.to) &&
  (filter.events === undefined || filter.events.length === 0 || fitsEvent(event ?? '', filter.events)) &&
  (filter.headers === undefined || filter.headers(headers));

/**
 * Yields the lines of a file with their places. Yields nothing for a file that was removed meanwhile, and skips an incomplete
 * last line.
 */
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
 * Returns the matching deliveries in the log, oldest first, across the files of all listeners. Reads one file at a time and drops
 * bodies at once, so memory does not grow with their size.
 */
export const readLog = async (places: Places, world: Pick<World, 'now'>, filter: LogFilter = {}): Promise<Logged[]> => {
  const folder = logFolder(places);
  const found = new Map<string, Growing>();
  // Another process may write entries of a delivery (a replay), and files may be read in a different order than they were written.
  const early = new Map<string, Array<(logged: Growing) => void>>();
  const fitting = new Set<string>();
  const add = (id: string, change: (logged: Growing) => void): void => {
    const logged = found.get(id);
    if (logged) change(logged);
    else early.set(id, [...(early.get(id) ?? []), change]);
  };
  for (const file of await (filter.lastBytes === undefined ? listFiles(folder) : lastWritten(folder, filter.lastBytes))) {
    for await (const { text, place } of lines(folder, file)) {
      const entry = decode(text);
      if (entry === undefined) continue;
      if (entry.type === 'delivery') {
        const { delivery, profile } = entry;
        const { id, body } = delivery;
        const fit = fits(delivery, profile, filter);
        // Parsing takes long; the others are needed only for the outcome of those they repeat.
        const logged: Growing = { ...summary(delivery), ...(fit ? aboutOf(body) : {}), profile, attempts: [], places: [place] };
        found.set(id, logged);
        if (fit) fitting.add(id);
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
  const failed = failedIds([...found.values()], world.now());
  return [...found.values()]
    .map((logged) => ({ ...logged, failed: failed.has(logged.id) }))
    .sort((a, b) => a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : 1))
    .filter(({ id, failed: bad }) => fitting.has(id) && (filter.failed !== true || bad));
};
