import { defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { rowOf } from '../../cli/operation/row.ts';
import { Failure, usage } from '../../errors.ts';
import { operations } from '../../resources/index.ts';
import { text } from '../../resources/resource.ts';

const operation = operations.analytics.usage;

export const command = defineCommand({
  options: { failOver: option('percent', text('exit 14 if more than this share of minutes or texts is used, such as 90%')) },
  exits: { 14: 'more is used than --fail-over allows' },
  detail: 'On a terminal with bars, each with its share and where it will stand at the end of the period if things go on as they do.',
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
        throw new Failure('check', `${Math.round(share * 1000) / 10}% of the ${what} are used, more than ${limit * 100}%`);
    }
  },
});

/** `90%` or `90` as 0.9. */
const percent = (typed: string | undefined): number | undefined => {
  if (typed === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)\s*%?$/.exec(typed.trim());
  if (!match) throw usage(`--fail-over: "${typed}" is not a share`, 'Write it like 90%.');
  return Number(match[1]) / 100;
};
