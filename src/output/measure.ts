/** Display columns that a text takes: two for CJK and emoji, none for combining marks. */
export type Width = (text: string) => number;

const ascii = /^[\x20-\x7e✓●✗·↵…]*$/;

/**
 * The measure that these texts need. Plain ASCII (and our own signs) is counted; only other texts load the table of widths,
 * which would cost every list a few milliseconds.
 */
export const measureFor = async (texts: Iterable<string>): Promise<Width> => {
  for (const text of texts) {
    if (!ascii.test(text)) {
      const { default: width } = await import('string-width');
      return (measured) => (ascii.test(measured) ? measured.length : width(measured));
    }
  }
  return (text) => text.length;
};

let segmenter: Intl.Segmenter | undefined;

/** A text cut to `width` display columns, with `…` where something is missing; never inside a grapheme. */
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

/** A text filled up to `width` display columns. */
export const fill = (text: string, width: number, measure: Width, right = false): string => {
  const gap = ' '.repeat(Math.max(0, width - measure(text)));
  return right ? gap + text : text + gap;
};
