/**
 * Returns the words of a bash line up to the cursor, split as bash would split them for a command (with quotes and backslashes interpreted) and
 * without the program name; how many characters of the last word come before the position where bash inserts, because bash also breaks words at `=`
 * and `:`; and the open quote there, if any.
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

/** Returns a word quoted so that bash takes it literally, after an open quote or none. */
export const bashQuoted = (word: string, quote: string): string => {
  if (quote === "'") return word.replaceAll("'", "'\\''");
  // History expansion also applies inside double quotes, where a backslash does not help.
  if (quote === '"') return word.replace(/[$`"\\]/g, '\\$&').replaceAll('!', `"'!'"`);
  return word.replace(/[^\p{L}\p{N}_./:=@%+,-]|^=/gu, '\\$&');
};
