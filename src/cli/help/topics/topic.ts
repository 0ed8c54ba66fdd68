import type { Part } from '../page.ts';

/** A help page: one line, then paragraphs and lists of pairs. A paragraph that starts with two spaces contains shell lines. */
export interface Topic {
  /** Starts in lower case and has no full stop. */
  readonly about: string;
  readonly parts: readonly Part[];
}
