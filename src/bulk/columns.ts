import { usage } from '../errors.ts';
import type { Operation } from '../resources/resource.ts';
import { type About, aboutOf, givenToo, likeliest, plainWords } from './headings.ts';

/** Which columns fill which field; several cells are joined by a space. */
export type Mapping = ReadonlyMap<string, readonly string[]>;

/** How a file's columns map to fields. */
export interface Mapped {
  readonly mapping: Mapping;
  /** Required fields that no column fills. */
  readonly missing: readonly string[];
}

const plain = (name: string): string => plainWords(name).replaceAll(' ', '');

/** Returns the column with this name: exactly, in any case, or as the only one that differs in spaces, dashes or accents. */
export const columnFor = (name: string, columns: readonly string[]): string | undefined => {
  const same = columns.find((column) => column === name) ?? columns.find((column) => column.toLowerCase() === name.trim().toLowerCase());
  if (same !== undefined) return same;
  const close = columns.filter((column) => plain(column) !== '' && plain(column) === plain(name));
  return close.length === 1 ? close[0] : undefined;
};

/** Splits `First Name+Last Name` into columns; a column whose own name contains a plus is that column. */
const typedColumns = (typed: string, columns: readonly string[]): string[] =>
  (columnFor(typed, columns) === undefined ? typed.split('+') : [typed]).map((part) => {
    const found = columnFor(part, columns);
    if (found === undefined) throw usage(`--map: the file has no column \`${part.trim()}\``, `It has: ${columns.join(', ')}.`);
    return found;
  });

/** Returns the columns for first and last name in a file without whole names. `Name` beside `Surname` is a first name. */
const nameParts = (columns: readonly string[]): readonly string[] | undefined => {
  const those = (about: About): string[] => columns.filter((column) => aboutOf(column) === about);
  const [[last], [first], [name, ...more]] = [those('last'), those('first'), those('name')];
  if (last === undefined) return undefined;
  if (first !== undefined) return name === undefined ? [first, last] : undefined;
  return name !== undefined && more.length === 0 && givenToo(name) ? [name, last] : undefined;
};

/** What fields with these names are about, by heading. A number to call or text is never guessed. */
const fieldsAbout: Readonly<Record<string, About>> = { phone: 'phone', email: 'email', name: 'name', source: 'source', tags: 'tags' };

/** Returns the column that most likely fits a field, for a prompt or hint. */
export const likelyColumn = (field: string, columns: readonly string[]): string | undefined => {
  const about = field === 'to' ? 'phone' : fieldsAbout[field];
  return about === undefined ? undefined : likeliest(columns.filter((column) => aboutOf(column) === about));
};

/**
 * Maps the columns of a file to the fields of an operation: first those from `--map 'Full Name=name'`, then by name in any case, with spaces, dashes
 * or underscores (a list field also by its singular), then by common headings. Throws `usage` for a mapping that names a missing column or field.
 */
export const mapColumns = (
  columns: readonly string[],
  operation: Operation,
  typed: Readonly<Record<string, string>>,
  filled: readonly string[] = [],
): Mapped => {
  const fields = Object.keys(operation.input);
  const mapping = new Map<string, readonly string[]>();
  for (const [before, behind] of Object.entries(typed)) {
    // A column name may contain an equals sign; a field name cannot.
    const [, column = '', field = ''] = /^(.*)=([^=]*)$/s.exec(`${before}=${behind}`) ?? [];
    if (!fields.includes(field)) throw usage(`--map: unknown field \`${field}\``, `One of: ${fields.join(', ')}.`);
    if (mapping.has(field)) throw usage(`--map: two columns for ${field}`, `Join them: --map '${mapping.get(field)?.join('+')}+${column}=${field}'.`);
    mapping.set(field, typedColumns(column, columns));
  }
  const free = (): string[] => columns.filter((column) => column !== '' && ![...mapping.values()].some((several) => several.includes(column)));
  const parts = fields.includes('name') && !mapping.has('name') ? nameParts(free()) : undefined;
  if (parts) mapping.set('name', parts);
  for (const column of free()) {
    const field = fields.find((name) => plain(name) === plain(column) || plain(name) === `${plain(column)}s`);
    if (field !== undefined && !mapping.has(field)) mapping.set(field, [column]);
  }
  for (const [field, about] of Object.entries(fieldsAbout)) {
    if (!fields.includes(field) || mapping.has(field)) continue;
    const those = free().filter((column) => aboutOf(column) === about || (about === 'name' && aboutOf(column) === 'first'));
    const found = likeliest(those);
    if (found !== undefined) mapping.set(field, [found]);
  }
  const missing = Object.entries(operation.input).filter(([name, field]) => field.required && !filled.includes(name) && !mapping.has(name));
  return { mapping, missing: missing.map(([name]) => name) };
};
