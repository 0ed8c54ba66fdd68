/** Wraps each line of a text between words to this many columns; a longer word gets its own line. */
export type Wrap = (text: string, columns: number) => string;

/** Latin letters, including precomposed accents, and our own symbols: one column each. */
const latin = /^[\x20-\x7e\u00a0-\u00ac\u00ae-\u024f✓●✗·↵…\n]*$/;

const wrapLine = (line: string, columns: number): string => {
  const rows = [''];
  let row = '';
  for (const [at, word] of line.split(' ').entries()) {
    row = row.trimStart();
    if (at > 0 && row.length > 0) row += ' ';
    if (row.length + word.length > columns && row.length > 0 && word.length > 0) {
      rows[rows.length - 1] = row;
      rows.push('');
      row = '';
    }
    row += word;
    rows[rows.length - 1] = row;
  }
  return line.trim() === '' ? '' : rows.map((each) => each.replace(/ +$/, '')).join('\n');
};

/**
 * Returns the wrapper for these texts. Latin ones are counted here, with the same result as wrap-ansi, whose tables would take longer to load than
 * the rest of `--help`.
 */
export const wrapFor = async (texts: string): Promise<Wrap> => {
  if (latin.test(texts))
    return (text, columns) =>
      text
        .split('\n')
        .map((line) => wrapLine(line, columns))
        .join('\n');
  const { default: wrap } = await import('wrap-ansi');
  return wrap;
};
