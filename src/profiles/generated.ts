import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, systemCode, usage, whyNotRead } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { isObject } from '../values/json.ts';
import type { Places } from './directories.ts';
import { underLock } from './lock.ts';
import type { Settings } from './settings.ts';

type Values = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Returns the scope of a profile. */
export const profileScope = (name: string): string => `profile ${name}`;

/**
 * Returns the scope of a stored value: the profile in use or, without a stored profile, a digest of the base URL and the key, so that the key itself
 * is not written.
 */
export const scopeOf = (settings: Pick<Settings, 'profile' | 'baseUrl' | 'heldKey' | 'sandbox'>): string => {
  const { profile, baseUrl, heldKey, sandbox } = settings;
  if (sandbox) return 'sandbox';
  const from = profileScope(profile.value);
  if (profile.from !== 'default' && (heldKey === undefined || heldKey.from === from)) return from;
  if (heldKey === undefined || heldKey.from === from) return from;
  return `${baseUrl.value.href} ${createHash('sha256').update(heldKey.value).digest('hex').slice(0, 16)}`;
};

const fileOf = (places: Places): string => join(places.state, 'kept.json');

const isValues = (value: unknown): value is Values =>
  isObject(value) && Object.values(value).every((scope) => isObject(scope) && Object.values(scope).every((entry) => typeof entry === 'string'));

const read = (file: string): Values => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return {};
    throw new Failure('usage', `cannot read ${file}: ${whyNotRead(cause)}`, {
      hint: 'Make it readable, or move it away to generate new secrets.',
      cause,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    value = undefined;
  }
  if (isValues(value)) return value;
  throw usage(`${file} was not written by boltcall`, 'Move it away to generate new secrets. It was not changed.');
};

const found = (values: Values, scope: string, name: string): string | undefined => {
  const own = Object.hasOwn(values, scope) ? values[scope] : undefined;
  return own && Object.hasOwn(own, name) ? own[name] : undefined;
};

const write = (file: string, values: Values): Promise<void> =>
  writeWhole(file, `${JSON.stringify(values, undefined, 2)}\n`, { secret: true, lasting: true });

/** Returns the value stored under a scope and name, if any. Throws like `kept`. */
export const keptBefore = (places: Places, scope: string, name: string): string | undefined => found(read(fileOf(places)), scope, name);

/**
 * Returns a value that is generated once and then stays the same: an app secret, a label, a relay's token. `make` is called if nothing is stored
 * under this scope and name; concurrent callers, also in other processes, all get the same value. Throws `usage` if the state directory is not
 * writable or its file is invalid.
 */
export const kept = async (places: Places, scope: string, name: string, make: () => string): Promise<string> => {
  const file = fileOf(places);
  const before = found(read(file), scope, name);
  if (before !== undefined) return before;
  return underLock(file, async () => {
    const values = read(file);
    const meanwhile = found(values, scope, name);
    if (meanwhile !== undefined) return meanwhile;
    const value = make();
    const own = Object.hasOwn(values, scope) ? values[scope] : {};
    await write(file, { ...values, [scope]: { ...own, [name]: value } });
    return value;
  });
};

/** Deletes what is stored under a scope: one name, or all of them. */
export const forget = async (places: Places, scope: string, name?: string): Promise<void> => {
  const file = fileOf(places);
  if (!Object.hasOwn(read(file), scope)) return;
  await underLock(file, async () => {
    const { [scope]: own = {}, ...others } = read(file);
    const left = Object.fromEntries(Object.entries(own).filter(([key]) => name !== undefined && key !== name));
    await write(file, Object.keys(left).length === 0 ? others : { ...others, [scope]: left });
  });
};

/** Moves stored values to another scope when a profile is renamed. */
export const moveScope = async (places: Places, from: string, to: string): Promise<void> => {
  const file = fileOf(places);
  if (!Object.hasOwn(read(file), from)) return;
  await underLock(file, async () => {
    const { [from]: own = {}, ...others } = read(file);
    await write(file, { ...others, [to]: own });
  });
};
