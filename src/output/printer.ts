import type { Column, Fitting } from '../resources/resource.ts';
import type { View } from './text/view.ts';

export interface Done {
  /**
   * What is printed tells of a change that is done: what cannot be shown as asked is a warning then, since a failure would
   * invite to do it again.
   */
  readonly changed?: boolean;
}

/** What may be said of a list's items. */
interface ListOptions extends Done {
  /** They come as things happen: each is shown at once. */
  readonly live?: boolean;
}

export interface RecordOptions extends Done {
  /** How a person sees it on a terminal, where the card is not enough. Gets the whole view; returns lines ending in a newline. */
  readonly draw?: (value: unknown, view: View) => string | Promise<string>;
}

/** The one writer of results and notes. Results go to stdout, everything else to stderr. */
export interface Printer {
  readonly view: View;
  /**
   * A list, printed as its items come (json: one valid array, closed with what was read if the items end in an error, which
   * is then thrown again). Checks --columns against the columns and the fields seen.
   */
  list<Row, C extends Column>(
    items: AsyncIterable<Row> | Iterable<Row>,
    columns: readonly C[] & Fitting<C, Row>,
    options?: ListOptions,
  ): Promise<void>;
  /** One thing, as the service gave it. */
  record<Row, C extends Column>(value: Row, columns: readonly C[] & Fitting<C, Row>, options?: RecordOptions): Promise<void>;
  /** Text or bytes on stdout as they are; waits while the reader is slow; fails with `closed-pipe` when it has gone. */
  write(data: string | Uint8Array): Promise<void>;
  /** A line on stderr, left out with --quiet. */
  note(line: string): void;
  /** A warning on stderr: shown with --quiet too. */
  warn(line: string): void;
}
