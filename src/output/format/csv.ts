import { safe } from '../text/safe.ts';
import { toJson } from './json.ts';

/** A text of a list that an import takes for itself when it stands between commas. */
const plainItem = (item: unknown): boolean => typeof item === 'string' && item !== '' && item === item.trim() && !/[,;|"\n\r]|^\[/.test(item);

/** A value as text for a machine: exact; empty for null; a list of plain texts joined by commas, anything deeper as JSON. */
export const plainText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every(plainItem)) return value.join(',');
  return typeof value === 'object' ? toJson(value) : String(value);
};

/**
 * A text that no spreadsheet takes for a formula (CWE-1236): those that could be one get an apostrophe in front, which an import takes away. Numbers and
 * phone numbers (`+` and digits) cannot harm and stay as they are.
 */
export const unformulated = (text: string): string => (/^'*[=+\-@\t\r\n]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text);

export interface CsvOptions {
  readonly delimiter: ',' | '\t';
  /** Neutralise formulas. */
  readonly safeCsv: boolean;
  /** Make cells harmless for a terminal; otherwise they are exact. */
  readonly terminal: boolean;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * A writer of rows: RFC 4180, with a plain newline after each row (spreadsheets take it, and a carriage return would stick to
 * the last value in a shell). Tab-separated values are one record a line: a tab, a newline and a backslash are written `\t`, `\n` and `\\`.
 */
export const openCsv = async ({ delimiter, safeCsv, terminal }: CsvOptions): Promise<(cells: readonly unknown[]) => string> => {
  const cell = (value: unknown): string => {
    const text = terminal ? safe(plainText(value)) : plainText(value);
    return safeCsv && typeof value !== 'number' ? unformulated(text) : text;
  };
  if (delimiter === '\t')
    return (cells) => `${cells.map((value) => cell(value).replace(/[\\\t\n\r]/g, (sign) => escapes[sign] ?? sign)).join('\t')}\n`;
  const { stringify } = await import('csv-stringify/sync');
  return (cells) => stringify([cells.map(cell)], { delimiter });
};
