/** The result of one check. `warning` is worth knowing but not a failure; `skipped` could not be checked, with the reason. */
export interface Check {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  /** One line, without a final full stop. */
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
