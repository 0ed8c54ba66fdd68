import { usage } from '../errors.ts';
import type { Operation } from '../resources/resource.ts';

/** Which column of a file fills which field. */
export type Mapping = ReadonlyMap<string, string>;

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '');

/**
 * Maps the columns of a file to the fields of an operation: those typed with `--map 'Full Name=name'` first, then by name in any
 * case, with spaces, dashes or underscores (a list's field also by its singular). Throws a usage failure for a mapping of what
 * is not there, and for a required field that nothing fills.
 */
export const mapColumns = (
  columns: readonly string[],
  operation: Operation,
  typed: Readonly<Record<string, string>>,
  filled: readonly string[] = [],
): Mapping => {
  const fields = Object.keys(operation.input);
  const mapping = new Map<string, string>();
  for (const [column, field] of Object.entries(typed)) {
    const found = columns.find((name) => name === column) ?? columns.find((name) => plain(name) === plain(column));
    if (found === undefined) throw usage(`--map: the file has no column "${column}"`, `It has: ${columns.join(', ')}.`);
    if (!fields.includes(field)) throw usage(`--map: unknown field "${field}"`, `One of: ${fields.join(', ')}.`);
    mapping.set(found, field);
  }
  for (const column of columns) {
    const field = fields.find((name) => plain(name) === plain(column) || plain(name) === `${plain(column)}s`);
    if (field !== undefined && !mapping.has(column) && ![...mapping.values()].includes(field)) mapping.set(column, field);
  }
  const missing = Object.entries(operation.input).filter(
    ([name, field]) => field.required && !filled.includes(name) && ![...mapping.values()].includes(name),
  );
  if (missing.length > 0) {
    const [name] = missing[0] ?? [''];
    throw usage(
      `the file has no column for ${missing.map(([field]) => field).join(', ')}`,
      `It has: ${columns.join(', ')}. Say which is meant: --map '${columns[0] ?? 'Column'}=${name}'.`,
    );
  }
  return mapping;
};
