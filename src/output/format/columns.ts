import { type Failure, usage } from '../../errors.ts';
import type { CellKind, Column } from '../../resources/resource.ts';
import { isObject } from '../../values/json.ts';
import type { View } from '../text/view.ts';
import { find } from './path.ts';

const kinds: ReadonlyArray<readonly [RegExp, CellKind]> = [
  [/(^|_)id$/, 'id'],
  [/_(at|time)$/, 'time'],
  [/^(status|sentiment)$/, 'status'],
  [/phone|number|^(caller|to)$/, 'phone'],
  [/_seconds$/, 'duration'],
  [/^direction$/, 'direction'],
  [/^(tags|events)$/, 'list'],
  [/url$/, 'url'],
];

/** Returns a column for an undeclared path, with the kind that the API's naming suggests. */
const guessed = (path: string): Column => {
  const name = path.slice(path.lastIndexOf('.') + 1);
  return { path, kind: kinds.find(([pattern]) => pattern.test(name))?.[1] ?? 'text' };
};

/** Returns the columns to show: the operation's, or the requested ones (with the operation's kind if declared). */
export const chosen = (view: View, declared: readonly Column[]): readonly Column[] =>
  view.columns?.map((path) => declared.find((column) => column.path === path) ?? guessed(path)) ?? declared;

/** Returns the columns of a list: the requested ones or the declared ones; in a table of any width, without those marked `aside`. */
export const listed = (view: View, declared: readonly Column[]): readonly Column[] => {
  const columns = chosen(view, declared);
  return view.format === 'table' && view.columns === undefined ? columns.filter(({ aside }) => aside !== true) : columns;
};

/**
 * Returns the columns that a response fills: the declared ones that it has, then its other members. For records, and for lists without declared
 * columns or with the short responses of changes.
 */
export const filled = (record: unknown, declared: readonly Column[]): readonly Column[] => {
  const roots = new Set(declared.flatMap((column) => [column.path, column.path.split('.')[0]]));
  const more = isObject(record) ? Object.keys(record).filter((name) => !roots.has(name)) : [];
  return [...declared.filter((column) => find(record, column.path).is === 'found'), ...more.map(guessed)];
};

/** Returns the view of a list: if no columns were requested, with the project's preferred columns that the list declares. */
export const preferring = (view: View, declared: readonly Column[]): View => {
  if (view.columns || !view.preferred) return view;
  const columns = view.preferred.filter((path) => declared.some((column) => column.path === path));
  return columns.length === 0 ? view : { ...view, columns };
};

/** Returns the requested columns that are not declared. */
export const undeclared = (view: View, declared: readonly Column[]): readonly string[] =>
  view.columns?.filter((path) => !declared.some((column) => column.path === path)) ?? [];

/** Returns those paths that the response proves wrong: found in no item, and missing in at least one. */
export const wrong = (paths: readonly string[], items: readonly unknown[]): readonly string[] =>
  paths.filter((path) => {
    const looks = items.map((item) => find(item, path).is);
    return looks.includes('missing') && !looks.includes('found') && !looks.includes('unknown');
  });

/** Returns every path that can be requested: the declared ones, then the fields seen. */
export const known = (declared: readonly Column[], items: readonly unknown[]): readonly string[] => [
  ...new Set([...declared.map((column) => column.path), ...items.flatMap((item) => (isObject(item) ? Object.keys(item) : []))]),
];

/** Returns the failure for columns that do not exist. For a typed heading it suggests the path. */
export const unknownColumns = async (paths: readonly string[], declared: readonly Column[], items: readonly unknown[]): Promise<Failure> => {
  const { closest, distance } = await import('fastest-levenshtein');
  const candidates = known(declared, items);
  const first = (paths[0] ?? '').toLowerCase();
  const titled = declared.find((column) => column.title?.toLowerCase() === first)?.path;
  const near = titled ?? (candidates.length > 0 ? closest(first, [...candidates]) : '');
  const hint = titled || (near && distance(first, near) <= Math.max(2, first.length / 3)) ? `Did you mean \`${near}\`? ` : '';
  const names = paths.map((path) => `\`${path}\``).join(', ');
  return usage(`--columns: ${paths.length > 1 ? 'unknown columns' : 'unknown column'} ${names}`, `${hint}Known: ${candidates.join(', ') || 'none'}.`);
};
