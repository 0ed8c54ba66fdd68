import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory, writeWhole } from '../../files.ts';
import type { Places } from '../../profiles/directories.ts';
import { isObject, isPair } from '../../values/json.ts';

/** One possible word, with a line about it where there is one. */
export interface Candidate {
  readonly value: string;
  readonly about?: string;
}

/** Ids are kept apart by workspace: the sandbox, a profile, or a key from the environment. */
export const scopeOf = (sandbox: boolean, profile: string, keyFromElsewhere: boolean): string =>
  sandbox ? 'sandbox' : keyFromElsewhere ? 'environment' : `profile-${profile}`;

/** As many ids of one resource as are worth choosing from. */
const most = 500;

type Cache = Pick<Places, 'cache'>;

const file = ({ cache }: Cache, scope: string): string => join(cache, `ids-${encodeURIComponent(scope)}.json`);

type Kept = Readonly<Record<string, ReadonlyArray<readonly [string, string]>>>;

const read = (places: Cache, scope: string): Kept => {
  try {
    const value: unknown = JSON.parse(readFileSync(file(places, scope), 'utf8'));
    if (!isObject(value)) return {};
    return Object.fromEntries(Object.entries(value).map(([name, list]) => [name, Array.isArray(list) ? list.filter(isPair) : []]));
  } catch {
    return {};
  }
};

/** The ids of a resource seen in earlier answers, newest first; empty where there are none or they cannot be read. */
export const recall = (places: Cache, scope: string, resource: string): Candidate[] =>
  (read(places, scope)[resource] ?? []).map(([value, about]) => (about === '' ? { value } : { value, about }));

/**
 * Keeps the ids and names of items for completion. Completion is a convenience: what cannot be written is left, silently.
 * Atomic, so that two programs at once leave one answer or the other.
 */
export const remember = async (places: Cache, scope: string, resource: string, items: ReadonlyArray<readonly [string, string]>): Promise<void> => {
  if (items.length === 0) return;
  const kept = read(places, scope);
  const fresh = new Set(items.map(([id]) => id));
  const all = [...items, ...(kept[resource] ?? []).filter(([id]) => !fresh.has(id))].slice(0, most);
  if (JSON.stringify(all) === JSON.stringify(kept[resource])) return;
  try {
    makeDirectory(places.cache);
    await writeWhole(file(places, scope), JSON.stringify({ ...kept, [resource]: all }), { secret: true });
  } catch {
    // There is no home to keep it in, or nothing may be written there: completion knows less then, which is all.
  }
};
