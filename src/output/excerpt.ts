import { safe } from './text/safe.ts';

/** Returns the start of a text in quotation marks, for a one-line prompt. */
export const excerpt = (body: string): string => {
  const line = safe(body.replace(/\s+/g, ' ').trim());
  const letters = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(line)].map(({ segment }) => segment);
  return `"${letters.length > 40 ? `${letters.slice(0, 39).join('')}…` : line}"`;
};
