export const formats = ['table', 'json', 'jsonl', 'csv', 'tsv', 'yaml', 'id'] as const;
export type Format = (typeof formats)[number];

/** How things are shown; the same for every command of one run. */
export interface View {
  readonly format: Format;
  /** `-o table` was typed: the result of a query is a table too. */
  readonly tabular?: boolean;
  /** Dotted paths asked for by --columns. */
  readonly columns?: readonly string[];
  /** Columns that a project prefers (`.boltcall.json`): taken for lists that declare them, where none were asked for. */
  readonly preferred?: readonly string[];
  /** JMESPath, over exactly what `-o json` would print. */
  readonly query?: string;
  /** An IANA zone for times shown to people. */
  readonly zone: string;
  /** Shows a time in that zone, where it is the machine's own; see `World.local`. */
  readonly local?: (ms: number) => string;
  /** Whether stdout is a terminal. */
  readonly terminal: boolean;
  /** Display columns of the terminal; 80 where unknown. */
  readonly width: number;
  /** Whether stdout is colored, and stderr. */
  readonly color: boolean;
  readonly errorColor: boolean;
  /** Only the result or the error: no spinner, no notes. */
  readonly quiet: boolean;
  /** A cell that a spreadsheet would take for a formula is escaped. */
  readonly safeCsv?: boolean;
  /** Milliseconds since 1970, for relative times. */
  readonly now: number;
}
