import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, systemCode, usage } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { isObject } from '../values/json.ts';
import type { Places } from './directories.ts';
import { underLock } from './lock.ts';
import type { Settings } from './settings.ts';

type Values = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The scope of a profile. */
export const profileScope = (name: string): string => `profile ${name}`;

/**
 * To whom a kept value belongs: the profile in use; without a stored one the address and the key, told apart by a digest, so that the
 * key itself is not written down.
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
    throw new Failure('usage', `${file} cannot be read (${systemCode(cause) ?? String(cause)})`, {
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

/** What is kept under a scope and name, if anything is. Fails as `kept`. */
export const keptBefore = (places: Places, scope: string, name: string): string | undefined => found(read(fileOf(places)), scope, name);

/**
 * A value that is made once and then stays: an app secret, a label, a relay's token. `make` is called where nothing is kept under
 * this scope and name; callers at the same time, in other processes too, all get the same value. Fails with `usage` where the
 * state directory cannot be written to, or its file not be understood.
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

/** Forgets what is kept under a scope: one name, or all of them. */
export const forget = async (places: Places, scope: string, name?: string): Promise<void> => {
  const file = fileOf(places);
  if (!Object.hasOwn(read(file), scope)) return;
  await underLock(file, async () => {
    const { [scope]: own = {}, ...others } = read(file);
    const left = Object.fromEntries(Object.entries(own).filter(([key]) => name !== undefined && key !== name));
    await write(file, Object.keys(left).length === 0 ? others : { ...others, [scope]: left });
  });
};

/** Gives what is kept under one scope to another: a profile was renamed. */
export const moveScope = async (places: Places, from: string, to: string): Promise<void> => {
  const file = fileOf(places);
  if (!Object.hasOwn(read(file), from)) return;
  await underLock(file, async () => {
    const { [from]: own = {}, ...others } = read(file);
    await write(file, { ...others, [to]: own });
  });
};
