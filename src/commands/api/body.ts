import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context, Given } from '../../cli/command/command.ts';
import { listOf, textOf } from '../../cli/command/given.ts';
import { type Failure, systemCode, usage } from '../../errors.ts';
import { readJson } from '../../values/json.ts';

/** What `-f`, `-F` and `--input` make: members by name, or the whole body as bytes. */
export interface Body {
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly whole?: Uint8Array;
}

/** Reads the fields and the input of `api`. Throws a usage failure for a field without `=`, a file that cannot be read, or both. */
export const bodyOf = async (context: Context, given: Given): Promise<Body> => {
  const raw = listOf(given, 'raw_field');
  const typed = listOf(given, 'field');
  const input = textOf(given, 'input');
  if (input !== undefined) {
    if (raw.length + typed.length > 0) throw usage('--input is the whole body, so -f and -F have no place');
    return { whole: input === '-' ? await all(context.world.stdin) : await file(context, input, '--input') };
  }
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

const isFields = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Puts a value at its name as gh reads names: `tags[]` adds to a list, `variables[name]` is a member of an object. Fails with `usage` where
 * the name is both.
 */
const put = (fields: Record<string, unknown>, typed: string, value: unknown, flag: string): void => {
  const [, name = '', path = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(typed) ?? [];
  if (name === '') throw usage(`${flag}: "${typed}" is not a name`, `Write it like ${flag} tags[]=vip or ${flag} variables[name]=Ana.`);
  const keys = [name, ...[...path.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '')];
  const both = (): Failure => usage(`${flag}: "${typed}" does not fit what was given before`, 'A name is a value, a list or an object.');
  const into = (place: unknown, [key = '', ...rest]: readonly string[]): unknown => {
    const next = (before: unknown): unknown => (rest.length === 0 ? value : into(before, rest));
    if (key === '') {
      if (place !== undefined && !Array.isArray(place)) throw both();
      const items: unknown[] = place ?? [];
      // gh: a key that the last object of the list has already begins the next one.
      const last = items.at(-1);
      const joins = rest[0] !== undefined && rest[0] !== '' && isFields(last) && !Object.hasOwn(last, rest[0]);
      return joins ? [...items.slice(0, -1), next(last)] : [...items, next(undefined)];
    }
    if (place !== undefined && !isFields(place)) throw both();
    return { ...place, [key]: next(place?.[key]) };
  };
  const first = keys.length === 1 ? value : into(fields[name], keys.slice(1));
  Object.defineProperty(fields, name, { value: first, enumerable: true, configurable: true, writable: true });
};

const split = (entry: string, flag: string): [string, string] => {
  const at = entry.indexOf('=');
  if (at <= 0) throw usage(`${flag}: "${entry}" has no name`, `Write it like ${flag} name=Ana.`);
  return [entry.slice(0, at), entry.slice(at + 1)];
};

/** true, false, null and JSON numbers as such; `+1…` and leading zeros are no JSON numbers and stay text, as phone numbers must. */
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
    throw usage(`${flag}: cannot read ${path} (${systemCode(error) ?? 'unknown'})`);
  }
};

const all = async (stream: AsyncIterable<unknown>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
  return Buffer.concat(chunks);
};
