export const formats = ['table', 'json', 'jsonl', 'csv', 'tsv', 'yaml', 'id'] as const;
export type Format = (typeof formats)[number];

/** How to display output; the same for every command of one run. */
export interface View {
  readonly format: Format;
  /** Whether `-o table` was typed, so that a query result is also shown as a table. */
  readonly tabular?: boolean;
  /** Dotted paths from --columns. */
  readonly columns?: readonly string[];
  /** Columns that a project prefers (`.boltcall.json`): used for lists that declare them if no columns were requested. */
  readonly preferred?: readonly string[];
  /** Whether a table in a pipe starts with headings. */
  readonly header?: boolean;
  /** JMESPath over exactly what `-o json` would print. */
  readonly query?: string;
  /** An IANA zone for displayed times. */
  readonly zone: string;
  /** Formats a time in that zone if it is the machine's own; see `World.local`. */
  readonly local?: (ms: number) => string;
  /** Whether stdout is a terminal. */
  readonly terminal: boolean;
  /** Display columns of the terminal; 80 if unknown. */
  readonly width: number;
  /** Whether stdout is colored, and whether stderr is. */
  readonly color: boolean;
  readonly errorColor: boolean;
  /** Print only the result or the error: no spinner, no notes. */
  readonly quiet: boolean;
  /** Escape cells that a spreadsheet would treat as a formula. */
  readonly safeCsv?: boolean;
  /** Milliseconds since 1970, for relative times. */
  readonly now: number;
}
