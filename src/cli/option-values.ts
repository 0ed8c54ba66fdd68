import type { How } from '../values/field.ts';
import type { Command, Context, Option } from './command/command.ts';
import { unknownEvent } from './command/unknown-event.ts';
import { unusualNumber } from './command/unusual-number.ts';

/** What was typed for one option: texts for a flag that repeats, true for one without a value. */
export type Raw = string | readonly string[] | boolean;

/**
 * The typed texts of a command's options as values, each checked by its field. Throws a usage failure that names the flag.
 */
export const readOptions = async (command: Command, raw: Readonly<Record<string, Raw>>, context: Context): Promise<Record<string, unknown>> => {
  const values: Record<string, unknown> = {};
  const allowed: Pick<How, 'unusual' | 'unknownEvents'> = {
    ...(command.options?.includes(unusualNumber) ? { unusual: raw[unusualNumber.name] === true ? 'allowed' : 'refused' } : {}),
    ...(raw[unknownEvent.name] === true ? { unknownEvents: 'allowed' } : {}),
  };
  for (const option of command.options ?? []) {
    const typed = raw[option.name];
    if (typed !== undefined)
      values[option.key ?? option.name.replaceAll('-', '_')] = typeof typed === 'boolean' ? typed : await read(option, typed, context, allowed);
  }
  return values;
};

const read = async (option: Option, typed: string | readonly string[], context: Context, allowed: Partial<How>): Promise<unknown> => {
  const { readField, readFields } = await import('../values/field.ts');
  const { settings, world } = context;
  const how: How = {
    flag: `--${option.name}`,
    // Looked up only for a date: finding the machine's zone takes longer than all the rest.
    get zone() {
      return settings.zone.value;
    },
    now: world.now(),
    world,
    warn: (line) => context.print.warn(line),
    ...(settings.region ? { region: settings.region.value } : {}),
    ...(option.dateOnly ? { dateOnly: true } : {}),
    ...allowed,
  };
  if (typeof typed !== 'string') return readFields(option.field, typed, how);
  if (option.edge !== 'day') return readField(option.field, typed, option.edge ? { ...how, edge: option.edge } : how);
  return (await import('../values/date.ts')).readDay(typed, how);
};
