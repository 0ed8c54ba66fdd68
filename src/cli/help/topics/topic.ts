import type { Part } from '../page.ts';

/** A page of help: one line, then paragraphs and lists of pairs. A paragraph that begins with two spaces is lines for a shell. */
export interface Topic {
  /** Begins with a small letter, ends without a full stop. */
  readonly about: string;
  readonly parts: readonly Part[];
}
