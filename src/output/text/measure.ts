/** Returns the display columns of a text: two for CJK and emoji, none for combining marks. */
export type Width = (text: string) => number;

/** Latin letters, including precomposed accents, and our own symbols: one column each. */
const latin = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u024f✓●✗·↵…]*$/;

/**
 * Returns the measure for these texts. Latin texts are counted; only others load the width tables, which would cost every list more than ten
 * milliseconds.
 */
export const measureFor = async (texts: Iterable<string>): Promise<Width> => {
  for (const text of texts) if (!latin.test(text)) return measureForAny();
  return (text) => text.length;
};

/** Returns the measure for texts that are not known yet. */
export const measureForAny = async (): Promise<Width> => {
  const { default: width } = await import('string-width');
  return (text) => (latin.test(text) ? text.length : width(text));
};

let segmenter: Intl.Segmenter | undefined;

/** Cuts a text to `width` display columns, with `…` where something is missing; never inside a grapheme. */
export const cut = (text: string, width: number, measure: Width): string => {
  if (measure(text) <= width) return text;
  segmenter ??= new Intl.Segmenter();
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const more = measure(segment);
    if (used + more > width - 1) break;
    kept += segment;
    used += more;
  }
  return `${kept}…`;
};

/** Pads a text to `width` display columns. */
export const fill = (text: string, width: number, measure: Width, right = false): string => {
  const gap = ' '.repeat(Math.max(0, width - measure(text)));
  return right ? gap + text : text + gap;
};
