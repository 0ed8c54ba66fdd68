/** Draws rows that come in pieces: the first piece fixes the widths. */
export interface Table {
  rows(items: readonly unknown[]): string;
}
