import { resolve } from 'node:path';
import type { Rail } from '../../bulk/rails.ts';
import type { Rows } from '../../bulk/rows.ts';
import { Failure, usage } from '../../errors.ts';
import { list, pairs, text } from '../../resources/resource.ts';
import type { Context } from '../command/command.ts';
import { option, type ValuesOf } from '../command/option.ts';

/** Options that limit whom outreach contacts and how fast it runs. */
export const railOptions = {
  exclude: option('file', list('do-not-contact list, in any column layout (repeatable)')),
  require: option('column=value', pairs('only rows with this value in a column, such as consent=yes (repeatable)')),
  hours: option('from-to', text("time of day to contact people, such as 09:00-20:00, in the zone of each row's timezone column")),
  hoursZone: option('zone', text('with --hours: zone of rows without one, such as America/New_York'), { needs: 'hours' }),
  rate: option('n/unit', text('maximum request rate, such as 30/min')),
  skipContacted: option(
    'duration',
    text('skip people contacted by any campaign within this time, such as 7d', { format: 'duration', max: 3_650 * 86_400_000 }),
  ),
  testTo: option('number', text('send only the first text, to this number, as a test', { format: 'phone' })),
};

export type RailValues = Partial<ValuesOf<typeof railOptions>>;

/** Opens the requested rails as one. Fails with `usage` if they are invalid. */
export const openRails = async (
  context: Context,
  options: RailValues,
  rows: Rows,
  recipient: (input: Readonly<Record<string, unknown>>) => string,
) => {
  const { world, settings } = context;
  const { hoursRail, openPace, readHours, readRate, requireRail } = await import('../../bulk/rails.ts');
  const rails: Rail[] = [];
  if (options.exclude?.length) {
    const { readExcluded } = await import('../../bulk/exclude.ts');
    const { readPhone } = await import('../../values/phone.ts');
    const excluded = await readExcluded(
      options.exclude.map((file) => resolve(world.cwd, file)),
      async (cell) => {
        try {
          return await readPhone(cell, '--exclude', settings.region ? { region: settings.region.value } : {});
        } catch (error) {
          if (error instanceof Failure) return undefined;
          throw error;
        }
      },
    );
    rails.push((_row, input) => (excluded.has(recipient(input)) ? 'on the do-not-contact list' : undefined));
  }
  if (options.require) rails.push(requireRail(options.require, rows.columns));
  if (options.hours !== undefined) {
    if (options.hoursZone !== undefined) checkZone(options.hoursZone);
    rails.push(hoursRail(readHours(options.hours), rows.columns, options.hoursZone, () => world.now()));
  }
  const between = options.rate === undefined ? undefined : readRate(options.rate);
  const leaveOut: Rail = (row, input) => {
    for (const rail of rails) {
      const reason = rail(row, input);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
  const { columnFor } = await import('../../bulk/columns.ts');
  const read = [...Object.keys(options.require ?? {}), ...(options.hours === undefined ? [] : ['timezone'])];
  return {
    leaveOut,
    /** The columns of the file that are read. */
    columns: read.flatMap((name) => columnFor(name, rows.columns) ?? []),
    pace: openPace(
      between,
      () => world.now(),
      (ms) => world.sleep(ms, context.signal),
    ),
  };
};

const checkZone = (zone: string): void => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw usage(`--hours-zone: unknown time zone \`${zone}\``, 'Write it like America/New_York.');
  }
};
