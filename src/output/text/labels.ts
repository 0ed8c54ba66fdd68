import { hanging, widthOf } from './wrap.ts';

/** A label and the text beside it. */
interface Labeled {
  readonly label: string;
  /** Long lines are wrapped beside the label. */
  readonly text: string;
  /** Goes before the label, equally wide in all rows: a mark or an indentation. */
  readonly lead?: string;
}

/** Draws labels with their texts beside them, aligned; each row ends in a newline. `tint` colors the labels. */
export const labeled = (rows: readonly Labeled[], columns: number, tint: (label: string) => string): string => {
  const width = Math.max(0, ...rows.map(({ label }) => label.length));
  return rows
    .map(({ label, text, lead = '' }) => `${lead}${tint(label.padEnd(width))}  ${hanging(text, columns, widthOf(lead) + width + 2)}\n`)
    .join('');
};
