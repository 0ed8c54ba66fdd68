/** A page of help: one line, then paragraphs and lists of pairs. A paragraph that begins with two spaces is shown as it is. */
export interface Topic {
  /** Begins with a small letter, ends without a full stop. */
  readonly about: string;
  readonly parts: ReadonlyArray<string | ReadonlyArray<readonly [string, string]>>;
}
