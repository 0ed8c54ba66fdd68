/** Questions on a terminal. Every method fails with `usage` where no question may be asked, and with `interrupted` on Ctrl-C. */
export interface Ask {
  /** Whether a question may be asked at all. */
  readonly possible: boolean;
  text(
    question: string,
    options?: { readonly preset?: string; readonly check?: (answer: string) => string | undefined | Promise<string | undefined> },
  ): Promise<string>;
  secret(question: string): Promise<string>;
  pick<T>(question: string, choices: ReadonlyArray<{ readonly name: string; readonly value: T; readonly about?: string }>): Promise<T>;
  /** One line, one key, default no. A no is a failure of kind `interrupted` (exit 130). */
  confirm(question: string): Promise<void>;
}
