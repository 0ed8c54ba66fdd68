import { type Failure, usage } from '../../errors.ts';
import { readJson } from '../../values/exact-json.ts';
import { isObject } from '../../values/json.ts';

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Parses a typed value. `true`, `false`, `null`, JSON numbers, lists, objects and quoted strings are JSON; anything else is text,
 * such as `+14155550133` and `007`. Numbers keep their digits.
 */
export const typedValue = (raw: string): unknown => {
  if (raw === 'true') return true;
  if (raw === 'false') return false;
  if (raw === 'null') return null;
  if (number.test(raw)) return readJson(raw);
  if (/^[[{"]/.test(raw)) {
    try {
      return readJson(raw);
    } catch {
      return raw;
    }
  }
  return raw;
};

const wrong = (where: string, why: string): Failure => usage(`${where}: ${why}`, 'A path is like data.caller or data.tags.0 (from 0).');

/** Splits `data.caller=+1415…` at its first equals sign. Fails with `usage` if there is none. */
export const parseSet = (typed: string): { readonly path: string; readonly value: string } => {
  const at = typed.indexOf('=');
  if (at < 1) throw usage(`--set: \`${typed}\` is not of the form PATH=VALUE`, 'Write it like --set data.caller=+14155550133.');
  return { path: typed.slice(0, at).trim(), value: typed.slice(at + 1) };
};

const put = (into: unknown, [key = '', ...rest]: readonly string[], value: unknown, where: string): unknown => {
  if (Array.isArray(into)) {
    const index = Number(key);
    if (!/^\d+$/.test(key) || index > into.length) throw wrong(where, `${key} is not an index of a list of ${into.length}`);
    const items: readonly unknown[] = into;
    const changed = rest.length === 0 ? value : put(items[index], rest, value, where);
    return items.toSpliced(index, 1, changed);
  }
  if (into !== undefined && into !== null && !isObject(into)) throw wrong(where, `there is nothing below ${JSON.stringify(into)}`);
  // If nothing exists there yet, a number is a list index.
  if ((into === undefined || into === null) && /^\d+$/.test(key)) return put([], [key, ...rest], value, where);
  const fields = into ?? {};
  const before = Object.hasOwn(fields, key) ? Reflect.get(fields, key) : undefined;
  return { ...fields, [key]: rest.length === 0 ? value : put(before, rest, value, where) };
};

/**
 * Returns a copy of a payload with a value at a dotted path (`data.transcript.0.text`), creating objects along the way. Fails
 * with `usage`, naming `where` the path was written.
 */
export const setAt = <T extends object>(payload: T, path: string, value: unknown, where = `--set ${path}`): T => {
  const keys = path.split('.');
  if (keys.includes('')) throw wrong(where, 'part of the path is empty');
  if (keys.some((key) => /[[\]]/.test(key))) throw wrong(where, 'lists are written with dots');
  if (keys.includes('__proto__')) throw wrong(where, 'is not a valid path');
  const changed = put(payload, keys, value, where);
  return Object.assign({ ...payload }, changed);
};
