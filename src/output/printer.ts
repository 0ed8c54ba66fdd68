import type { Column, Fitting } from '../resources/resource.ts';
import type { View } from './text/view.ts';

export interface Done {
  /** The output reports a change that was made. Display errors are then only warnings, since a failure would invite the user to repeat the change. */
  readonly changed?: boolean;
}

/** Options of a list's items. */
interface ListOptions extends Done {
  /** Items arrive as things happen, and each is shown at once. */
  readonly live?: boolean;
  /** On a terminal with fewer columns than this, each row is a card, so that each id has a line of its own. */
  readonly cardsBelow?: number;
}

export interface RecordOptions extends Done {
  /** Draws the value for a terminal if the card is not enough. Gets the whole view; returns lines that end in a newline. */
  readonly draw?: (value: unknown, view: View) => string | Promise<string>;
}

/** The only writer of results and notes. Results go to stdout, everything else to stderr. */
export interface Printer {
  readonly view: View;
  /**
   * Prints a list as its items arrive (json: one valid array; if the items end in an error, it is closed and the error is rethrown). Checks --columns
   * against the declared columns and the fields seen.
   */
  list<Row, C extends Column>(
    items: AsyncIterable<Row> | Iterable<Row>,
    columns: readonly C[] & Fitting<C, Row>,
    options?: ListOptions,
  ): Promise<void>;
  /** Prints one object as the service returned it. */
  record<Row, C extends Column>(value: Row, columns: readonly C[] & Fitting<C, Row>, options?: RecordOptions): Promise<void>;
  /** Writes text or bytes to stdout unchanged. Waits for a slow reader; throws `closed-pipe` if it is gone. */
  write(data: string | Uint8Array): Promise<void>;
  /** Prints a line on stderr, hidden with --quiet. */
  note(line: string): void;
  /** Prints a warning on stderr, also with --quiet. */
  warn(line: string): void;
}
