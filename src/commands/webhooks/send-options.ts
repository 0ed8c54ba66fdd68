import { flag, option } from '../../cli/command/option.ts';
import type { View } from '../../output/text/view.ts';
import { list, text } from '../../resources/resource.ts';

/** Returns the options of commands that send deliveries to an app manually. `secret` is the help text of --secret. */
export const sendingOptions = (secret: string) => ({
  secret: option('text', text(secret, { secret: true })),
  forwardTo: option('url', list('target: http://localhost:3000/hooks or 3000/hooks (repeatable)'), { short: 'f' }),
  header: option('name: value', list('extra header (repeatable)'), { short: 'H' }),
  insecure: flag('accept a self-signed certificate from an https target', { short: 'k' }),
  forwardTimeout: option('duration', text('time limit per target (default 10s)', { format: 'duration' })),
});

/** Default timeout per attempt (ms): as long as the service waits. */
export const defaultTimeout = 10_000;

/** Yields rows for display: long values are omitted from a table unless its columns were selected. */
export async function* shortened<T extends object>(
  rows: AsyncIterable<T>,
  view: View,
  long: readonly (keyof T & string)[],
): AsyncGenerator<Partial<T>> {
  const whole = view.columns !== undefined || view.query !== undefined || !['table', 'csv', 'tsv'].includes(view.format);
  for await (const row of rows) yield whole ? row : without(row, long);
}

/** Returns an object without some of its members. */
export const without = <T extends object>(row: T, names: readonly (keyof T & string)[]): Partial<T> => {
  const rest: Partial<T> = { ...row };
  for (const name of names) delete rest[name];
  return rest;
};
