/** The space between two columns of a table. */
export const gap = '  ';

/** What may be cut: texts first, URLs down to their host, statuses (which also have a sign) last, everything else never. */
export type Flexibility = 'text' | 'url' | 'status' | 'never';

/** How short texts may become: at first, once all else is as short as it can be, and as a last resort. */
export type Texts = 'comfortable' | 'modest' | 'least';

/** Minimum widths of a text in each of these. */
const comfortable = 20;
const modest = 12;
const least = 6;

/**
 * Returns the widths of the columns in `room` display columns; undefined if not even cut texts would fit. The widest texts shrink first, so that
 * short ones stay whole as long as possible. The last resort then shrinks texts from the right, since the first columns identify the rows, and
 * finally statuses.
 */
export const fitted = (
  natural: readonly number[],
  flexibility: readonly Flexibility[],
  room: number,
  texts: Texts,
): readonly number[] | undefined => {
  const widths = [...natural];
  const over = (): number => widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1) - room;
  const those = (...which: Flexibility[]): number[] => widths.flatMap((_, index) => (which.includes(flexibility[index] ?? 'never') ? [index] : []));
  const cap = (indexes: readonly number[], floor: number): void => {
    const widest = Math.max(0, ...indexes.map((index) => widths[index] ?? 0));
    for (let to = widest - 1; over() > 0 && to >= floor; to--) {
      for (const index of indexes) widths[index] = Math.min(widths[index] ?? 0, to);
    }
  };
  cap(those('text', 'url'), comfortable);
  if (texts !== 'comfortable') cap(those('text'), modest);
  if (texts === 'least') {
    for (const index of [...those('text').reverse(), ...those('status').reverse()]) {
      const width = widths[index] ?? 0;
      widths[index] = Math.max(Math.min(width, least), width - Math.max(0, over()));
    }
  }
  return over() <= 0 ? widths : undefined;
};
