/** What a look at one thing found. `warning` is worth knowing and no failure; `skipped` could not be looked at, and why. */
export interface Check {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  /** One line, without a full stop at its end. */
  readonly message: string;
  /** What to do. */
  readonly hint?: string;
}

const made =
  (status: Check['status']) =>
  (check: string, message: string, hint?: string): Check => ({ check, status, message, ...(hint !== undefined && { hint }) });

export const ok = made('ok');
export const warning = made('warning');
export const failed = made('failed');
export const skipped = made('skipped');
