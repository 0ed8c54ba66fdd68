import { usage } from '../../errors.ts';
import { text } from '../../resources/resource.ts';
import type { Given, Option } from '../command/command.ts';

/** `--on DATE`: that whole day, instead of --from and --to. */
export const dayOption: Option = { name: 'on', value: 'date', field: text('the whole of this day', { format: 'date-time' }), edge: 'day' };

/** The input with --on spread over from and to. Fails with `usage` where from is after to, or --on stands beside them. */
export const rangeOf = async (given: Given, input: Record<string, unknown>): Promise<Record<string, unknown>> => {
  const { from, to } = input;
  const day = given.values['on'];
  if (typeof day === 'object' && day !== null && 'from' in day && 'to' in day) {
    if (from !== undefined || to !== undefined)
      throw usage('--on cannot be used with --from or --to', 'Use --on for a whole day, or --from and --to for a range.');
    return { ...input, from: day.from, to: day.to };
  }
  if (typeof from === 'string' && typeof to === 'string') (await import('../../values/date.ts')).checkOrder(from, to);
  return input;
};
