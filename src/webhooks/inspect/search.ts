import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Places } from '../../profiles/directories.ts';
import { decode } from '../log/entry.ts';
import { logFolder } from '../log/files.ts';
import type { Logged, Place } from '../log/logged.ts';
import type { Catalog } from './catalog.ts';

/** Which part of the list to return. */
export interface Wanted {
  /** Search text; empty for all deliveries. */
  readonly query: string;
  readonly failed: boolean;
  /** A place in the list as `TIME-ID`: return what is older, or newer. */
  readonly before?: string;
  readonly after?: string;
  readonly limit: number;
}

/** Returns the forms a search text may have in a body: as is, escaped as in JSON, and a phone number without separators. */
const needlesOf = (query: string): string[] => {
  const text = query.trim().toLowerCase();
  if (text === '') return [];
  const ascii = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const digits = /^[+\d\s().-]+$/.test(text) ? text.replace(/\D/g, '') : '';
  return [...new Set([text, ascii, ...(digits.length >= 4 ? [digits] : [])])];
};

/** Returns the searchable text of a delivery without its body. */
const surface = (one: Logged): string =>
  [one.id, one.event, one.subject, one.who, one.answered, ...one.attempts.flatMap(({ target, status, error }) => [target, status, error])]
    .filter((part) => part !== undefined)
    .join('\n')
    .toLowerCase();

const cursorOf = (typed: string): { at: number; id: string } => {
  const [, at = '0', id = ''] = /^(\d+)-(.*)$/s.exec(typed) ?? [];
  return { at: Number(at), id };
};
const isOlder = (one: Logged, { at, id }: { at: number; id: string }): boolean => one.receivedAt < at || (one.receivedAt === at && one.id < id);

/** Reads the bodies of deliveries file by file: neighbors in the list are mostly neighbors in a file. */
const bodyReader = (catalog: Catalog, places: Places): ((one: Logged) => Promise<Buffer | undefined>) => {
  let last: { readonly file: string; readonly bytes: Buffer } | undefined;
  const bytesAt = async ({ file, at, length }: Place): Promise<string> => {
    if (last?.file !== file) last = { file, bytes: await readFile(join(logFolder(places), file)) };
    return last.bytes.toString('utf8', at, at + length);
  };
  return async (one) => {
    try {
      const [place] = one.places;
      if (place === undefined) return (await catalog.load(one)).delivery.body;
      const entry = decode(await bytesAt(place));
      return entry?.type === 'delivery' ? entry.delivery.body : undefined;
    } catch {
      return undefined; // Removed meanwhile.
    }
  };
};

/** Returns the matching deliveries, newest first, at most `limit`. `more` is true if there are others on the requested side. */
export const find = async (
  catalog: Catalog,
  places: Places,
  { query, failed, before, after, limit }: Wanted,
  now: number,
): Promise<{ found: Logged[]; more: boolean }> => {
  const needles = needlesOf(query);
  const body = bodyReader(catalog, places);
  const older = before === undefined ? undefined : cursorOf(before);
  const newer = after === undefined ? undefined : cursorOf(after);
  const found: Logged[] = [];
  for (const one of catalog.all(now).toReversed()) {
    if (older !== undefined && !isOlder(one, older)) continue;
    if (newer !== undefined && (isOlder(one, newer) || one.id === newer.id)) break;
    if (failed && !one.failed) continue;
    const fits = (text: string): boolean => needles.some((needle) => text.includes(needle));
    if (needles.length > 0 && !fits(surface(one)) && !fits(((await body(one)) ?? '').toString().toLowerCase())) continue;
    if (found.length === limit) return { found, more: true };
    found.push(one);
  }
  return { found, more: false };
};
