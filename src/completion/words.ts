/**
 * The words of a bash line up to the cursor, as bash would split them for a command (quotes and backslashes read), without
 * the program's name; and how many characters of the last word stand before the place from which bash inserts, since bash
 * breaks words at `=` and `:` too; and the quote that is open there, if any.
 */
export const bashWords = (line: string, cursor: number, breaks: string): { words: string[]; cut: number; quote: string } => {
  const words: string[] = [];
  let word = '';
  let inWord = false;
  let quote = '';
  let escaped = false;
  for (const character of line.slice(0, cursor > 0 ? cursor : line.length)) {
    const blank = quote === '' && !escaped && /\s/.test(character);
    if (blank) {
      if (inWord) words.push(word);
      word = '';
    } else if (escaped) {
      word += character;
      escaped = false;
    } else if (character === '\\' && quote !== "'") escaped = true;
    else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else word += character;
    inWord = !blank;
  }
  words.push(word);
  const separators = [...'=:'].filter((character) => breaks.includes(character));
  return { words: words.slice(1), cut: Math.max(-1, ...separators.map((character) => word.lastIndexOf(character))) + 1, quote };
};

/** A word as bash takes it for itself and nothing else, behind a quote that is open already or none. */
export const bashQuoted = (word: string, quote: string): string => {
  if (quote === "'") return word.replaceAll("'", "'\\''");
  // History is expanded between double quotes too, where no backslash helps.
  if (quote === '"') return word.replace(/[$`"\\]/g, '\\$&').replaceAll('!', `"'!'"`);
  return word.replace(/[^\p{L}\p{N}_./:=@%+,-]|^=/gu, '\\$&');
};
