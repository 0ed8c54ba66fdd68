import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from '../../cli/command/command.ts';
import { option, type ValuesOf } from '../../cli/command/option.ts';
import { type Failure, usage, whyNotRead } from '../../errors.ts';
import { list, text } from '../../resources/resource.ts';
import { readJson } from '../../values/exact-json.ts';
import { isObject } from '../../values/json.ts';
import { readInput } from '../../values/text.ts';

/** The options that make up a body. */
export const bodyOptions = {
  rawField: option('key=text', list('text field of the body, or of the query of a GET (repeatable)'), { short: 'f' }),
  field: option('key=value', list('like --raw-field, but true, false, null, numbers and @FILE are converted (repeatable)'), { short: 'F' }),
  input: option('file', text('read the whole body from a file, or - for stdin'), { conflicts: ['rawField', 'field'] }),
};

/** The result of `-f`, `-F` and `--input`: members by name, or the whole body as bytes. */
export interface Body {
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly whole?: Uint8Array;
}

/** Reads the fields and the input of `api`. Throws a usage failure for a field without `=` or an unreadable file. */
export const bodyOf = async (context: Context, { rawField: raw, field: typed, input }: ValuesOf<typeof bodyOptions>): Promise<Body> => {
  if (input !== undefined) return { whole: input === '-' ? await readInput('--input', context.world) : await file(context, input, '--input') };
  if (raw.length + typed.length === 0) return {};
  const fields: Record<string, unknown> = {};
  for (const entry of raw) {
    const [name, value] = split(entry, '-f');
    put(fields, name, value, '-f');
  }
  for (const entry of typed) {
    const [name, value] = split(entry, '-F');
    put(fields, name, value.startsWith('@') ? (await file(context, value.slice(1), '-F')).toString() : literal(value), '-F');
  }
  return { fields };
};

/**
 * Stores a value under its name, following gh: `tags[]` appends to a list, `variables[name]` is a member of an object. Fails with `usage` if the
 * name is used as both.
 */
const put = (fields: Record<string, unknown>, typed: string, value: unknown, flag: string): void => {
  const [, name = '', path = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(typed) ?? [];
  if (name === '') throw usage(`${flag}: \`${typed}\` is not a name`, `Write it like ${flag} tags[]=vip or ${flag} variables[name]=Ana.`);
  const keys = [name, ...[...path.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '')];
  const both = (): Failure => usage(`${flag}: \`${typed}\` does not fit what was given before`, 'A name is a value, a list or an object.');
  const into = (place: unknown, [key = '', ...rest]: readonly string[]): unknown => {
    const next = (before: unknown): unknown => (rest.length === 0 ? value : into(before, rest));
    if (key === '') {
      if (place !== undefined && !Array.isArray(place)) throw both();
      const items: unknown[] = place ?? [];
      // As in gh, a key that the last object of the list already has starts the next object.
      const last = items.at(-1);
      const joins = rest[0] !== undefined && rest[0] !== '' && isObject(last) && !Object.hasOwn(last, rest[0]);
      return joins ? [...items.slice(0, -1), next(last)] : [...items, next(undefined)];
    }
    if (place !== undefined && !isObject(place)) throw both();
    return { ...place, [key]: next(place?.[key]) };
  };
  const first = keys.length === 1 ? value : into(fields[name], keys.slice(1));
  Object.defineProperty(fields, name, { value: first, enumerable: true, configurable: true, writable: true });
};

const split = (entry: string, flag: string): [string, string] => {
  const at = entry.indexOf('=');
  if (at <= 0) throw usage(`${flag}: \`${entry}\` ${at < 0 ? 'has no =' : 'has no name'}`, `Write it like ${flag} name=Ana.`);
  return [entry.slice(0, at), entry.slice(at + 1)];
};

/** Returns true, false, null and JSON numbers as such. `+1…` and leading zeros are not JSON numbers and stay text, as phone numbers must. */
export const literal = (value: string): unknown => {
  if (value === 'true') return true;
  if (value === 'false') return false;
  if (value === 'null') return null;
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? readJson(value) : value;
};

const file = async (context: Context, path: string, flag: string): Promise<Buffer> => {
  try {
    return await readFile(resolve(context.world.cwd, path));
  } catch (error) {
    throw usage(`${flag}: cannot read ${path}: ${whyNotRead(error)}`);
  }
};
