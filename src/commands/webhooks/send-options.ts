import { flag, option } from '../../cli/command/option.ts';
import type { View } from '../../output/text/view.ts';
import { list, text } from '../../resources/resource.ts';

/** Options of the commands that send deliveries to an app by hand. `secret` is the help of --secret. */
export const sendingOptions = (secret: string) => ({
  secret: option('text', text(secret, { secret: true })),
  forwardTo: option('url', list('target: http://localhost:3000/hooks or 3000/hooks (repeatable)'), { short: 'f' }),
  header: option('name: value', list('extra header (repeatable)'), { short: 'H' }),
  insecure: flag('accept a self-signed certificate from an https target', { short: 'k' }),
  forwardTimeout: option('duration', text('time limit per target (default 10s)', { format: 'duration' })),
});

/** For one try, in ms, where nothing else is asked for: as long as the service waits. */
export const defaultTimeout = 10_000;

/** Rows as they are shown: a table has no room for what is long, unless its columns were chosen. */
export async function* shortened<T extends object>(
  rows: AsyncIterable<T>,
  view: View,
  long: readonly (keyof T & string)[],
): AsyncGenerator<Partial<T>> {
  const whole = view.columns !== undefined || view.query !== undefined || !['table', 'csv', 'tsv'].includes(view.format);
  for await (const row of rows) yield whole ? row : without(row, long);
}

/** An object without some of its fields. */
export const without = <T extends object>(row: T, names: readonly (keyof T & string)[]): Partial<T> => {
  const rest: Partial<T> = { ...row };
  for (const name of names) delete rest[name];
  return rest;
};
