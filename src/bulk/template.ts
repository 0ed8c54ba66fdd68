import { type Failure, usage } from '../errors.ts';
import { seenOnly } from '../values/unseen.ts';
import { columnFor } from './columns.ts';

const place = /\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}/g;

/** Returns the placeholders of a text with `{{column}}`, without duplicates. */
const placesIn = (template: string): string[] => [...new Set([...template.matchAll(place)].map((match) => match[1] ?? ''))];

/** Returns the columns that a text uses. */
export const columnsIn = (template: string, columns: readonly string[]): string[] =>
  placesIn(template).flatMap((name) => columnFor(name, columns) ?? []);

/** Placeholder syntax of other programs: `{name}`, `[name]`, `<name>`, `%name%`, `*|name|*`. */
const foreign = /\{+%?\s*([^{}%]+?)\s*%?\}+|\[+\s*([^[\]]+?)\s*\]+|<+\s*([^<>]+?)\s*>+|%\s*([^%\s]+?)\s*%|\*\|\s*([^|]+?)\s*\|\*/g;

const wanted = (columns: readonly string[]): string => `Write {{column}} with one of: ${columns.join(', ')}.`;

/**
 * Checks that each `{{column}}` is a column of the file, and that nothing else looks like a placeholder and would be sent literally. Throws `usage`
 * with the correct syntax.
 */
export const checkTemplate = (template: string, columns: readonly string[], flag: string): void => {
  const wrong = (what: string, hint = wanted(columns)): Failure => usage(`${flag}: ${what}`, hint);
  const unknown = placesIn(template).find((name) => columnFor(name, columns) === undefined);
  if (unknown !== undefined) throw usage(`${flag}: the file has no column \`${unknown}\``, `It has: ${columns.join(', ')}.`);
  const rest = template.replace(place, '\u0000');
  const broken = /.{0,12}(?:\{\{|\}\}|[\uff5b\uff5d\ufe5b\ufe5c]|\{\u0000|\u0000\}).{0,12}/su.exec(rest);
  if (broken) {
    const around = broken[0].replaceAll('\u0000', '{{…}}').replace(/\s+/g, ' ').trim();
    throw wrong(`the placeholder at \`${around}\` is empty, or its braces do not match`);
  }
  for (const [whole, ...names] of rest.matchAll(foreign)) {
    const column = columnFor(names.find((name) => name !== undefined) ?? '', columns);
    if (column !== undefined) throw wrong(`\`${whole}\` is not a placeholder, though there is a column \`${column}\``, `Write {{${column}}}.`);
  }
};

/** Returns the text with each `{{column}}` replaced, and the columns that were empty, so that "Hello ," is not sent unnoticed. */
export const fillTemplate = (template: string, cells: Readonly<Record<string, string>>): { text: string; empty: string[] } => {
  const empty: string[] = [];
  const columns = Object.keys(cells);
  const text = template.replace(place, (_, name: string) => {
    const value = cells[columnFor(name, columns) ?? ''] ?? '';
    if (seenOnly(value) === '') empty.push(name);
    return value;
  });
  return { text, empty };
};
