import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory, writeWhole } from '../../files.ts';
import type { Places } from '../../profiles/directories.ts';
import { isObject, isPair } from '../../values/json.ts';

/** One possible word, with an optional description. */
export interface Candidate {
  readonly value: string;
  readonly about?: string;
}

/**
 * Returns the cache scope of ids: the sandbox, or a workspace, identified by its base URL and key, so that completion never offers what another workspace
 * has. If the key is not known yet (a command prints it), pass the name of its profile.
 */
export const scopeOf = async (sandbox: boolean, baseUrl: string, key: string): Promise<string> => {
  if (sandbox) return 'sandbox';
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(`${baseUrl}\n${key}`).digest('hex').slice(0, 16);
};

/** Maximum number of ids per resource to choose from. */
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

/** Returns ids of a resource seen in earlier responses, newest first; empty if there are none or they cannot be read. */
export const recall = (places: Cache, scope: string, resource: string): Candidate[] =>
  (read(places, scope)[resource] ?? []).map(([value, about]) => (about === '' ? { value } : { value, about }));

/**
 * Stores ids and names for completion. Completion is a convenience, so write errors are ignored. Writes are atomic: with two concurrent programs,
 * one of the two results remains.
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
    // Without a writable cache directory, completion just knows fewer ids.
  }
};
