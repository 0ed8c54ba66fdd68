import { safe } from '../text/safe.ts';
import { toJson } from './json.ts';

/** Returns whether an import reads a text back unchanged from a comma-separated list. */
const plainItem = (item: unknown): boolean => typeof item === 'string' && item !== '' && item === item.trim() && !/[,;|"\n\r]|^\[/.test(item);

/** Returns a value as text for programs: exact; empty for null; a list of plain texts joined by commas, anything deeper as JSON. */
export const plainText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every(plainItem)) return value.join(',');
  return typeof value === 'object' ? toJson(value) : String(value);
};

/**
 * Prevents formula injection in spreadsheets (CWE-1236): texts that could be a formula get a leading apostrophe, which an import removes. Numbers and
 * phone numbers (`+` and digits) are harmless and stay unchanged.
 */
export const unformulated = (text: string): string => (/^'*[=+\-@\t\r\n]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text);

export interface CsvOptions {
  readonly delimiter: ',' | '\t';
  /** Neutralize formulas. */
  readonly safeCsv: boolean;
  /** Make cells safe for a terminal; otherwise they are exact. */
  readonly terminal: boolean;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * Opens a writer of rows: RFC 4180, but with a plain newline after each row (spreadsheets accept it, and in a shell a carriage return would stick to
 * the last value). Tab-separated values have one record per line: tab, newline and backslash are written as `\t`, `\n` and `\\`.
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
