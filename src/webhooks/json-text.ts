/**
 * JSON laid out anew without being parsed into values: numbers (1.0, 12345678901234567890), repeated keys and escapes stay as
 * they are written.
 */

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Texts with their quotes, signs, and words of anything else; white space between them is left out. */
const tokens = (text: string): string[] => text.match(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g) ?? [];

/** Without white space outside of texts; undefined for what is not JSON. */
export const compactJson = (text: string): string | undefined => (isJson(text) ? tokens(text).join('') : undefined);

/** Levels that are indented: nobody reads deeper ones, and thousands of them would make gigabytes of spaces of a small text. */
const deepest = 40;

/** Indented by two spaces; undefined for what is not JSON. */
export const prettyJson = (text: string): string | undefined => {
  if (!isJson(text)) return undefined;
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
