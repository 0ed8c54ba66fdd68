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

/** A column that no declaration knows, with the kind that the API's names suggest. */
const guessed = (path: string): Column => {
  const name = path.slice(path.lastIndexOf('.') + 1);
  return { path, kind: kinds.find(([pattern]) => pattern.test(name))?.[1] ?? 'text' };
};

/** The columns to show: the operation's, or those asked for (with the operation's kind where it declares them). */
export const chosen = (view: View, declared: readonly Column[]): readonly Column[] =>
  view.columns?.map((path) => declared.find((column) => column.path === path) ?? guessed(path)) ?? declared;

/** The columns of a list: those asked for, or the declared ones; in a table, whatever its width, without those that stand aside. */
export const listed = (view: View, declared: readonly Column[]): readonly Column[] => {
  const columns = chosen(view, declared);
  return view.format === 'table' && view.columns === undefined ? columns.filter(({ aside }) => aside !== true) : columns;
};

/**
 * The columns that one answer fills: the declared ones that it has, then what else it holds. For records, and for lists whose
 * columns nobody declared or whose items are the short answers of changes.
 */
export const filled = (record: unknown, declared: readonly Column[]): readonly Column[] => {
  const roots = new Set(declared.flatMap((column) => [column.path, column.path.split('.')[0]]));
  const more = isObject(record) ? Object.keys(record).filter((name) => !roots.has(name)) : [];
  return [...declared.filter((column) => find(record, column.path).is === 'found'), ...more.map(guessed)];
};

/** The view of a list: with the columns that the project prefers and the list declares, where none were asked for. */
export const preferring = (view: View, declared: readonly Column[]): View => {
  if (view.columns || !view.preferred) return view;
  const columns = view.preferred.filter((path) => declared.some((column) => column.path === path));
  return columns.length === 0 ? view : { ...view, columns };
};

/** Those asked for that no declaration knows. */
export const undeclared = (view: View, declared: readonly Column[]): readonly string[] =>
  view.columns?.filter((path) => !declared.some((column) => column.path === path)) ?? [];

/** Of these paths, those that the answer shows to be wrong: looked for in each item, found in none, and missing in one. */
export const wrong = (paths: readonly string[], items: readonly unknown[]): readonly string[] =>
  paths.filter((path) => {
    const looks = items.map((item) => find(item, path).is);
    return looks.includes('missing') && !looks.includes('found') && !looks.includes('unknown');
  });

/** Every path that may be asked for: the declared ones, then the fields seen. */
export const known = (declared: readonly Column[], items: readonly unknown[]): readonly string[] => [
  ...new Set([...declared.map((column) => column.path), ...items.flatMap((item) => (isObject(item) ? Object.keys(item) : []))]),
];

/** What to say of columns that are not there. A heading that was typed is answered with its path. */
export const unknownColumns = async (paths: readonly string[], declared: readonly Column[], items: readonly unknown[]): Promise<Failure> => {
  const { closest, distance } = await import('fastest-levenshtein');
  const candidates = known(declared, items);
  const first = (paths[0] ?? '').toLowerCase();
  const titled = declared.find((column) => column.title?.toLowerCase() === first)?.path;
  const near = titled ?? (candidates.length > 0 ? closest(first, [...candidates]) : '');
  const hint = titled || (near && distance(first, near) <= Math.max(2, first.length / 3)) ? `Did you mean ${near}? ` : '';
  const names = paths.map((path) => `"${path}"`).join(', ');
  return usage(`--columns: ${paths.length > 1 ? 'unknown columns' : 'unknown column'} ${names}`, `${hint}Known: ${candidates.join(', ') || 'none'}`);
};
