import { jsonFault } from '../values/json.ts';

/** Reformats JSON without parsing it into values: numbers (1.0, 12345678901234567890), duplicate keys and escapes stay as written. */

/** Returns the tokens: strings with their quotes, punctuation, and other words, without the white space between them. */
const tokens = (text: string): string[] => text.match(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g) ?? [];

/** Returns JSON without white space outside of strings, or undefined if the text is not JSON. */
export const compactJson = (text: string): string | undefined => (jsonFault(text) === undefined ? tokens(text).join('') : undefined);

/** Maximum levels of indentation: nobody reads deeper ones, and thousands of them would turn a small text into gigabytes of spaces. */
const deepest = 40;

/** Returns JSON indented by two spaces, or undefined if the text is not JSON. */
export const prettyJson = (text: string): string | undefined => {
  if (jsonFault(text) !== undefined) return undefined;
  let out = '';
  let depth = 0;
  let before = '';
  for (const token of tokens(text)) {
    const opens = before === '{' || before === '[';
    const closes = token === '}' || token === ']';
    if (closes) depth -= 1;
    if ((opens && !closes) || before === ',' || (closes && !opens)) out += `\n${'  '.repeat(Math.min(depth, deepest))}`;
    out += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  return out;
};
