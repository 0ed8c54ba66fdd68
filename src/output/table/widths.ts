import type { Room } from '../format/cell.ts';

/** Between two columns of a table. */
export const gap = '  ';

/** What may be cut: texts first, addresses not to less than their host, statuses (which have a sign too) last, all else never. */
export type Flexibility = 'text' | 'url' | 'status' | 'never';

/** The least that a text keeps where the cells are still written in full, where they are written short, and where nothing else helps. */
const comfortable = 20;
const modest = 12;
const least = 6;

/**
 * The widths of the columns in `room` display columns; undefined where not even cut texts would fit. The widest texts give way
 * first, so that short ones stay whole as long as possible. The least way then takes more from the texts on the right, since the
 * first columns tell the rows apart, and at last from the statuses.
 */
export const fitted = (natural: readonly number[], flexibility: readonly Flexibility[], room: number, way: Room): readonly number[] | undefined => {
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
  if (way !== 'column') cap(those('text'), modest);
  if (way === 'least') {
    for (const index of [...those('text').reverse(), ...those('status').reverse()]) {
      const width = widths[index] ?? 0;
      widths[index] = Math.max(Math.min(width, least), width - Math.max(0, over()));
    }
  }
  return over() <= 0 ? widths : undefined;
};
