import { text } from '../../resources/resource.ts';
import type { Declared } from '../command/option.ts';

/** The first and the last second of a day, or the day itself where plain dates are wanted. */
export interface Day {
  readonly from: string;
  readonly to: string;
}

/** `--on DATE`: that whole day, instead of --from and --to. */
export const dayOption: Declared<Day | undefined> = {
  value: 'date',
  field: text('the whole of this day', { format: 'date-time' }),
  edge: 'day',
  conflicts: ['from', 'to'],
};

/** The input with --on spread over from and to. Fails with `usage` where from is after to. */
export const periodOf = async <T extends object>(input: T, on: Day | undefined): Promise<T> => {
  if (on) return { ...input, from: on.from, to: on.to };
  if ('from' in input && 'to' in input && typeof input.from === 'string' && typeof input.to === 'string')
    (await import('../../values/date.ts')).checkOrder(input.from, input.to);
  return input;
};
