import { safe } from './text/safe.ts';

/** The beginning of a text in quotation marks, for a question of one line. */
export const excerpt = (body: string): string => {
  const line = safe(body.replace(/\s+/g, ' ').trim());
  const letters = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(line)].map(({ segment }) => segment);
  return `"${letters.length > 40 ? `${letters.slice(0, 39).join('')}…` : line}"`;
};
