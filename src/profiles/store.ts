import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure, systemCode, whyNotRead } from '../errors.ts';
import { cannotWrite, makeDirectory } from '../files.ts';
import { isObject } from '../values/json.ts';
import type { Places } from './directories.ts';
import { storeFile } from './directories.ts';
import { underLock } from './lock.ts';
import { tighten } from './modes.ts';

/** A profile as stored: the members that `profiles set` knows, the key, and the origin it was stored for. Other members are kept. */
export type Profile = Readonly<Record<string, unknown>>;

/** The profile store. */
export interface Store {
  /** The profile selected with `profiles use`. */
  readonly current?: string;
  readonly profiles: Readonly<Record<string, Profile>>;
}

const fault = (file: string, what: string, cause?: unknown): Failure =>
  new Failure('usage', `the profile store ${file} ${what}`, {
    code: 'bad_config',
    hint: 'Repair it, or move it away and run `boltcall login` again. It was not changed; BOLTCALL_API_KEY works without it.',
    ...(cause === undefined ? {} : { cause }),
  });

/** Windows editors write a byte-order mark at the start of a file. */
const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

/** Returns the raw content of the store's file; undefined if there is none. */
const readRaw = (file: string): Readonly<Record<string, unknown>> | undefined => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw fault(file, `cannot be read: ${whyNotRead(cause)}`, cause);
  }
  if (withoutMark(text).trim() === '') throw fault(file, 'is empty');
  let value: unknown;
  try {
    value = JSON.parse(withoutMark(text));
  } catch {
    // The parser's message quotes a part of the file, which may be part of a key.
    throw fault(file, 'is not valid JSON');
  }
  if (!isObject(value)) throw fault(file, 'is not a JSON object');
  if (value['profiles'] !== undefined && (!isObject(value['profiles']) || !Object.values(value['profiles']).every(isObject))) {
    throw fault(file, 'has no `profiles` object');
  }
  if (value['current'] !== undefined && typeof value['current'] !== 'string') throw fault(file, 'has a `current` that is not a name');
  return value;
};

const asStore = (raw: Readonly<Record<string, unknown>> | undefined): Store => {
  const profiles = raw?.['profiles'];
  const entries = isObject(profiles) ? Object.entries(profiles).filter((entry): entry is [string, Profile] => isObject(entry[1])) : [];
  const current = raw?.['current'];
  return { ...(typeof current === 'string' ? { current } : {}), profiles: Object.fromEntries(entries) };
};

/** Reads the store from one plain JSON file, without a library. A missing file is an empty store. Throws `usage` if it is invalid. */
export const readStore = (places: Places): Store => asStore(readRaw(storeFile(places)));

/** Returns a profile of the store, never a property inherited from Object. */
export const profileOf = (store: Store, name: string): Profile | undefined =>
  Object.hasOwn(store.profiles, name) ? store.profiles[name] : undefined;

/**
 * Changes the store: `change` gets the latest content and returns the new one. Runs under a lock, so that concurrent writers lose nothing; written by
 * `conf`: atomically, 0600, in a directory with mode 0700. Throws if the store is invalid, and leaves it unchanged. `note` is called about modes that
 * were too wide.
 */
export const changeStore = async (places: Places, change: (store: Store) => Store, note: (line: string) => void = () => {}): Promise<Store> => {
  const file = storeFile(places);
  // Also read before the lock, so that an invalid store is reported even if nothing can be written.
  readRaw(file);
  return underLock(file, async () => {
    const raw = readRaw(file);
    const next = change(asStore(raw));
    const { current: _, profiles: __, ...others } = raw ?? {};
    const { default: Conf } = await import('conf');
    try {
      makeDirectory(dirname(file));
      const tightened = tighten(file);
      if (tightened !== undefined) note(tightened);
      const conf = new Conf({
        cwd: places.config,
        configName: 'config',
        configFileMode: 0o600,
        accessPropertiesByDotNotation: false,
        projectVersion: '0.0.0',
        deserialize: (text) => JSON.parse(withoutMark(text)),
      });
      conf.store = { ...others, ...(next.current === undefined ? {} : { current: next.current }), profiles: next.profiles };
    } catch (cause) {
      throw cannotWrite(file, cause);
    }
    return next;
  });
};
