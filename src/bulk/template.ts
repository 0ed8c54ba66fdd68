import { usage } from '../errors.ts';

const place = /\{\{\s*([^{}]+?)\s*\}\}/g;

/** The columns that a text with `{{column}}` names. */
export const placesIn = (template: string): string[] => [...new Set([...template.matchAll(place)].map((match) => match[1] ?? ''))];

/** Checks that each `{{column}}` is a column of the file. Throws a usage failure that lists the columns. */
export const checkTemplate = (template: string, columns: readonly string[], flag: string): void => {
  const unknown = placesIn(template).find((name) => columnNamed(name, columns) === undefined);
  if (unknown !== undefined) throw usage(`${flag}: the file has no column "${unknown}"`, `It has: ${columns.join(', ')}.`);
};

/** The column of this name, in any case. */
export const columnNamed = (name: string, columns: readonly string[]): string | undefined =>
  columns.find((column) => column === name) ?? columns.find((column) => column.toLowerCase() === name.toLowerCase());

/** The text with each `{{column}}` replaced; gives too which columns were empty, since "Hello ," should not go out unseen. */
export const fillTemplate = (template: string, cells: Readonly<Record<string, string>>): { text: string; empty: string[] } => {
  const empty: string[] = [];
  const columns = Object.keys(cells);
  const text = template.replace(place, (_, name: string) => {
    const value = cells[columnNamed(name, columns) ?? ''] ?? '';
    if (value.trim() === '') empty.push(name);
    return value;
  });
  return { text, empty };
};
