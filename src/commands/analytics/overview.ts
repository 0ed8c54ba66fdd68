import { type Context, defineCommand } from '../../cli/command/command.ts';
import { type Declared, flag, type ValuesOf } from '../../cli/command/option.ts';
import { inputOptions, optional } from '../../cli/operation/inputs.ts';
import { type Day, dayOption } from '../../cli/operation/period.ts';
import { operations } from '../../resources/index.ts';
import { checkOrder, readDate } from '../../values/date.ts';

const operation = operations.analytics.overview;
const { columns } = operation.output;

const day = 86_400_000;
const plain = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Returns the period of the same length immediately before this one, as plain first and last dates. */
const before = (from: string, to: string): { from: string; to: string } => {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  return { from: plain(first - (last - first) - day), to: plain(first - day) };
};

const plainDate = <Value>(one: Declared<Value>): Declared<Value> => ({ ...one, dateOnly: true });
const ends = optional(inputOptions(operation));
// Read as a whole period, so that `--from last-month` knows where the month ends.
const start: Declared<Day | undefined> = { ...plainDate(dayOption), field: ends.from.field, conflicts: [] };
const periodOptions = { from: start, to: plainDate(ends.to), on: plainDate(dayOption) };

/** Returns the requested period. Without an end it ends with the period of --from, or today; without a start it has 30 days. */
const period = async ({ settings, world }: Context, { on, from: typed, to }: ValuesOf<typeof periodOptions>): Promise<Day> => {
  if (on) return on;
  const today = await readDate('today', { flag: '--to', zone: settings.zone.value, now: world.now(), edge: 'to', dateOnly: true });
  const named = typed !== undefined && typed.from !== typed.to && typed.to < today ? typed.to : today;
  const last = to ?? named;
  const first = typed?.from ?? plain(Date.parse(last) - 29 * day);
  checkOrder(first, last);
  return { from: first, to: last };
};

export const command = defineCommand({
  columns,
  examples: [...operation.examples, 'analytics overview --compare'],
  options: { ...periodOptions, compare: flag('compare with the previous period') },
  detail: 'Covers the last 30 days unless --from or --to is given.',
  run: async (context, { compare, ...typed }) => {
    const { print, signal } = context;
    const { from, to } = await period(context, typed);
    const client = await context.client();
    const { overviewChart } = await import('./overview-chart.ts');
    const { value } = await client.call(operation, { from, to }, { signal });
    if (!compare) return print.record(value, columns, { draw: overviewChart() });
    const { value: earlier } = await client.call(operation, before(from, to), { signal });
    const both = columns.flatMap((column) => [
      { ...column, path: `current.${column.path}` },
      { ...column, path: `previous.${column.path}` },
    ]);
    await print.record({ current: value, previous: earlier }, both, { draw: (_, view) => overviewChart(earlier)(value, view) });
  },
});
