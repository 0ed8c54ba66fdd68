import type { Command } from '../../cli/command/command.ts';
import { textOf } from '../../cli/command/given.ts';
import { named } from '../../cli/operation/registry.ts';
import { Failure, usage } from '../../errors.ts';
import { numberAt } from '../../output/format/path.ts';
import { text } from '../../resources/resource.ts';

const { operation } = named('analytics', 'usage');

export const command: Command = {
  options: [{ name: 'fail-over', value: 'percent', field: text('exit 14 if more than this share of minutes or texts is used, such as 90%') }],
  exits: { 14: 'more is used than --fail-over allows' },
  detail: 'On a terminal with bars, each with its share and where it will stand at the end of the period if things go on as they do.',
  examples: [...operation.examples, 'analytics usage --fail-over 95%'],
  run: async (context, given) => {
    const limit = percent(textOf(given, 'fail_over'));
    const client = await context.client();
    const { value } = await client.call(operation, {}, { signal: context.signal });
    const { usageChart } = await import('./usage-chart.ts');
    await context.print.record(value, 'columns' in operation.output ? operation.output.columns : [], { draw: usageChart });
    if (limit === undefined) return;
    for (const [what, used, of] of [
      ['minutes', 'minutes_used', 'minutes_limit'],
      ['texts', 'sms_sent', 'sms_limit'],
    ] as const) {
      const share = shareOf(value, used, of);
      if (share !== undefined && share > limit)
        throw new Failure('check', `${Math.round(share * 1000) / 10}% of the ${what} are used, more than ${limit * 100}%`);
    }
  },
};

/** `90%` or `90` as 0.9. */
const percent = (typed: string | undefined): number | undefined => {
  if (typed === undefined) return undefined;
  const [, number = '', sign] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(typed.trim()) ?? [];
  if (number === '') throw usage(`--fail-over: \`${typed}\` is not a percentage`, 'Write it like 90% or 90.');
  // 0.9 is meant as 90% by some and as 0.9% by others.
  if (sign === '' && Number(number) < 1)
    throw usage(`--fail-over: \`${typed}\` is a percentage, not a share`, `Write ${Math.round(Number(number) * 100)}% or ${number}%.`);
  return Number(number) / 100;
};

/** How much of a limit is used, 0 to 1 and more; undefined where either is not a number. */
export const shareOf = (value: unknown, used: string, of: string): number | undefined => {
  const [part, whole] = [numberAt(value, used), numberAt(value, of)];
  return part !== undefined && whole !== undefined && whole > 0 ? part / whole : undefined;
};
