/** Draws rows that arrive in chunks; the first chunk fixes the widths. */
export interface Table {
  rows(items: readonly unknown[]): string;
}
