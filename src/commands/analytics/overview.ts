import type { Command, Context, Given } from '../../cli/command/command.ts';
import { flagOf, textOf } from '../../cli/command/given.ts';
import { inputOptions } from '../../cli/operation/inputs.ts';
import { dayOption, rangeOf } from '../../cli/operation/period.ts';
import { named } from '../../cli/operation/registry.ts';
import { text } from '../../resources/resource.ts';
import { checkOrder, readDate } from '../../values/date.ts';

const { operation } = named('analytics', 'overview');

const day = 86_400_000;
const plain = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The days before a period, as many as it has. Plain dates, first and last. */
const before = (from: string, to: string): { from: string; to: string } => {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  return { from: plain(first - (last - first) - day), to: plain(first - day) };
};

/** The period asked for; without an end it ends today, without a beginning it has 30 days. */
const period = async ({ settings, world }: Context, given: Given): Promise<{ from: string; to: string }> => {
  const typed = await rangeOf(given, { from: textOf(given, 'from'), to: textOf(given, 'to') });
  const today = (): Promise<string> => readDate('today', { flag: '--to', zone: settings.zone.value, now: world.now(), edge: 'to', dateOnly: true });
  const to = typeof typed['to'] === 'string' ? typed['to'] : await today();
  const from = typeof typed['from'] === 'string' ? typed['from'] : plain(Date.parse(to) - 29 * day);
  checkOrder(from, to);
  return { from, to };
};

export const command: Command = {
  examples: [...operation.examples, 'analytics overview --compare'],
  options: [
    ...inputOptions(operation).map(({ field: { required: _, ...field }, ...option }) => ({ ...option, field, dateOnly: true as const })),
    { ...dayOption, dateOnly: true },
    { name: 'compare', field: text('compare with the previous period') },
  ],
  detail: 'Covers the last 30 days unless --from or --to is given.',
  run: async (context, given) => {
    const { print, signal } = context;
    const columns = 'columns' in operation.output ? operation.output.columns : [];
    const { from, to } = await period(context, given);
    const client = await context.client();
    const { overviewChart } = await import('./overview-chart.ts');
    const { value } = await client.call(operation, { from, to }, { signal });
    if (!flagOf(given, 'compare')) return print.record(value, columns, { draw: overviewChart() });
    const { value: earlier } = await client.call(operation, before(from, to), { signal });
    const both = columns.flatMap((column) => [
      { ...column, path: `current.${column.path}` },
      { ...column, path: `previous.${column.path}` },
    ]);
    await print.record({ current: value, previous: earlier }, both, { draw: (_, view) => overviewChart(earlier)(value, view) });
  },
};
