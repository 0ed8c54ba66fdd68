import type { Settings } from '../profiles/settings.ts';
import type { How } from '../values/field.ts';
import type { World } from '../world.ts';
import type { Argument, Words } from './command/argument.ts';
import type { Command, Values } from './command/command.ts';
import type { Option, Raw } from './command/option.ts';
import { unusualNumber } from './command/unusual-number.ts';

/** What parsing needs: a time zone for dates, a country for numbers, files, standard input, and a way to warn about odd values. */
export interface Reading {
  readonly world: World;
  readonly settings: Pick<Settings, 'zone' | 'region'>;
  readonly print: { warn(line: string): void };
}

/**
 * Returns the typed options of a command as values by key, each validated by its field. A flag that was not typed is false, a list is empty,
 * anything else is undefined. Throws a usage failure that names the option.
 */
export const readOptions = async (command: Command, raw: Readonly<Record<string, Raw>>, reading: Reading): Promise<Values> => {
  const values: Record<string, unknown> = {};
  // Two options affect how the values of others are validated; their keys are the same in every command.
  const allowed: Pick<How, 'unusual' | 'unknownEvents'> = {
    ...(command.options?.some(({ key }) => key in unusualNumber) ? { unusual: raw['allowUnusualNumber'] === true ? 'allowed' : 'refused' } : {}),
    ...(raw['allowUnknownEvent'] === true ? { unknownEvents: 'allowed' } : {}),
  };
  for (const option of command.options ?? []) {
    const typed = raw[option.key];
    if (typeof typed === 'string' || Array.isArray(typed)) values[option.key] = await read(option, typed, reading, allowed);
    else values[option.key] = option.field.kind === 'flag' ? typed === true : option.field.kind === 'list' ? [] : undefined;
  }
  return values;
};

const read = async (
  option: Option,
  typed: string | readonly string[],
  { settings, world, print }: Reading,
  allowed: Partial<How>,
): Promise<unknown> => {
  const { readField, readFields } = await import('../values/field.ts');
  const how: How = {
    flag: `--${option.name}`,
    // Evaluated lazily, only for dates: finding the machine's time zone takes longer than everything else here.
    get zone() {
      return settings.zone.value;
    },
    now: world.now(),
    world,
    warn: (line) => print.warn(line),
    ...(settings.region ? { region: settings.region.value } : {}),
    ...(option.dateOnly ? { dateOnly: true } : {}),
    ...allowed,
  };
  if (typeof typed !== 'string') return readFields(option.field, typed, how);
  if (option.edge !== 'day') return readField(option.field, typed, option.edge ? { ...how, edge: option.edge } : how);
  return (await import('../values/date.ts')).readDay(typed, how);
};

/** Returns the arguments as `run` receives them, without duplicates. Throws a usage failure for a word that is not one of the choices. */
export const readWords = async (command: Command, words: Words): Promise<Values> => {
  const values: Record<string, unknown> = {};
  for (const argument of command.arguments ?? []) {
    const typed = words[argument.key];
    const known: string[] = [];
    // A duplicate is processed only once.
    for (const word of new Set([typed ?? []].flat())) known.push(await choice(argument, word));
    values[argument.key] = argument.repeat ? known : known[0];
  }
  return values;
};

const choice = async ({ name, choices, open }: Argument, word: string): Promise<string> => {
  if (choices === undefined || open) return word;
  const found = choices.find((one) => one.toLowerCase() === word.trim().toLowerCase());
  if (found !== undefined) return found;
  throw (await import('../values/suggest.ts')).notAmong(name, choices, word);
};
