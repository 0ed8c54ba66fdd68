import { defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { rowOf } from '../../cli/operation/row.ts';
import { Failure, usage } from '../../errors.ts';
import { operations } from '../../resources/index.ts';
import { allColumns, text } from '../../resources/resource.ts';

const operation = operations.analytics.usage;

export const command = defineCommand({
  columns: allColumns(operation),
  options: { failOver: option('percent', text('exit 14 if more than this share of minutes or texts is used, such as 90%')) },
  exits: { 14: 'usage is above --fail-over' },
  detail: 'On a terminal, shows a bar for each limit with the share used and a projection for the end of the billing period.',
  examples: [...operation.examples, 'analytics usage --fail-over 95%'],
  run: async (context, { failOver }) => {
    const limit = percent(failOver);
    const client = await context.client();
    const { value } = await client.call(operation, {}, { signal: context.signal });
    const { usageChart } = await import('./usage-chart.ts');
    await context.print.record(value, operation.output.columns, { draw: usageChart });
    if (limit === undefined) return;
    const { minutes_used, minutes_limit, sms_sent, sms_limit } = rowOf(operation.output.row, value);
    for (const [what, used, of] of [
      ['minutes', minutes_used, minutes_limit],
      ['texts', sms_sent, sms_limit],
    ] as const) {
      const share = used !== undefined && of !== undefined && of > 0 ? used / of : undefined;
      if (share !== undefined && share > limit)
        throw new Failure('check', `${Math.round(share * 1000) / 10}% of ${what} used, above the limit of ${limit * 100}%`);
    }
  },
});

/** Returns `90%` or `90` as 0.9. */
const percent = (typed: string | undefined): number | undefined => {
  if (typed === undefined) return undefined;
  const [, number = '', sign] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(typed.trim()) ?? [];
  if (number === '') throw usage(`--fail-over: \`${typed}\` is not a percentage`, 'Write it like 90% or 90.');
  // 0.9 is ambiguous: it could mean 90% or 0.9%.
  if (sign === '' && Number(number) > 0 && Number(number) < 1)
    throw usage(`--fail-over: \`${typed}\` is a share, not a percentage`, `Write ${Math.round(Number(number) * 100)}% or ${number}%.`);
  return Number(number) / 100;
};
