import { text } from '../../resources/resource.ts';
import type { Declared } from '../command/option.ts';

/** The first and last second of a day, or the day itself if plain dates are expected. */
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

/** Returns the input with --on expanded into from and to. Fails with `usage` if from is after to. */
export const periodOf = async <T extends object>(input: T, on: Day | undefined): Promise<T> => {
  if (on) return { ...input, from: on.from, to: on.to };
  if ('from' in input && 'to' in input && typeof input.from === 'string' && typeof input.to === 'string')
    (await import('../../values/date.ts')).checkOrder(input.from, input.to);
  return input;
};
