/** Dotted paths into a response: `transcript.0.text`. Also finds names that contain dots. */

import { numberIn } from '../../values/exact-json.ts';
import { isObject } from '../../values/json.ts';

export type Found =
  | { readonly is: 'found'; readonly value: unknown }
  /** The parent exists but does not have the member. */
  | { readonly is: 'missing' }
  /** Something along the path is null or empty, so the answer is unknown. */
  | { readonly is: 'unknown' };

/** Looks a path up. */
export const find = (value: unknown, path: string): Found => {
  if (isObject(value) && Object.hasOwn(value, path)) return { is: 'found', value: value[path] };
  const dot = path.indexOf('.');
  const name = dot < 0 ? path : path.slice(0, dot);
  let inner: unknown;
  if (Array.isArray(value)) {
    if (!/^\d+$/.test(name)) return { is: 'missing' };
    if (Number(name) >= value.length) return { is: 'unknown' };
    inner = value[Number(name)];
  } else if (isObject(value) && Object.hasOwn(value, name)) inner = value[name];
  else return value === null || value === undefined ? { is: 'unknown' } : { is: 'missing' };
  return dot < 0 ? { is: 'found', value: inner } : find(inner, path.slice(dot + 1));
};

/** Returns the value at a path; undefined if there is none. */
export const at = (value: unknown, path: string): unknown => {
  const found = find(value, path);
  return found.is === 'found' ? found.value : undefined;
};

/** Returns an object with the values at these paths, in this order; null for missing ones, so that every line has the same fields. */
export const pick = (value: unknown, paths: readonly string[]): unknown =>
  isObject(value) ? Object.fromEntries(paths.map((path) => [path, at(value, path) ?? null])) : value;

/** Returns the number at a path, in whatever notation; undefined if there is none. */
export const numberAt = (value: unknown, path: string): number | undefined => numberIn(at(value, path));
