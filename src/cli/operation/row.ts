import type { RowOf, Shape } from '../../resources/resource.ts';
import { numberIn } from '../../values/exact-json.ts';
import { isObject } from '../../values/json.ts';

const isText = (value: unknown): value is string => typeof value === 'string';

/** Whether a value has the documented type of the member. */
const fits = (value: unknown, kind: Shape[string]): boolean => {
  if (typeof kind === 'object') return isObject(value);
  if (kind === 'text') return isText(value);
  if (kind === 'number') return numberIn(value) !== undefined;
  if (kind === 'yes') return typeof value === 'boolean';
  return kind === 'any' || (Array.isArray(value) && value.every(isText));
};

/**
 * Returns the documented members of an item that have the documented type. Anything else counts as missing, because the service may send anything.
 */
export function rowOf<S extends Shape>(shape: S, item: unknown): RowOf<S>;
export function rowOf(shape: Shape, item: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(item)) return {};
  const row: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(shape)) {
    const value = item[name];
    if (fits(value, kind)) row[name] = typeof kind === 'object' ? rowOf(kind, value) : kind === 'number' ? numberIn(value) : value;
  }
  return row;
}
