import { exitCodes } from '../errors.ts';
import { version } from '../version.ts';
import type { Argument } from './command/argument.ts';
import type { Command, Leaf } from './command/command.ts';
import { aboutOf, globalOptions } from './command/global-options.ts';
import type { Option } from './command/option.ts';
import { shownAs } from './command/together.ts';

const optionEntry = (
  { name, short, value, field, aliases, conflicts, needs, env }: Option,
  nameOf: (key: string) => string,
): Record<string, unknown> => ({
  name: `--${name}`,
  ...(short ? { short: `-${short}` } : {}),
  ...(aliases ? { aliases: aliases.map((alias) => `--${alias}`) } : {}),
  about: field.about,
  type: value === undefined ? 'boolean' : field.kind,
  ...(value === undefined ? {} : { value }),
  ...(field.required ? { required: true } : {}),
  ...(field.kind === 'list' || field.kind === 'pairs' ? { repeatable: true } : {}),
  ...(field.rules.choices ? { choices: field.rules.choices, other_values: field.rules.open === true } : {}),
  ...(field.rules.format ? { format: field.rules.format } : {}),
  ...(field.rules.min === undefined ? {} : { min: field.rules.min }),
  ...(field.rules.max === undefined ? {} : { max: field.rules.max }),
  ...(field.rules.preset === undefined ? {} : { default: field.rules.preset }),
  ...(env ? { env } : {}),
  ...(conflicts ? { conflicts: conflicts.map(nameOf) } : {}),
  ...(needs ? { needs: nameOf(needs) } : {}),
});

const argumentEntry = ({ name, about, optional, repeat, choices, open }: Argument): Record<string, unknown> => ({
  name,
  about,
  required: optional !== true,
  ...(repeat ? { repeatable: true } : {}),
  ...(choices ? { choices, ...(open ? { other_values: true } : {}) } : {}),
});

/** Returns the exit codes specific to a change or a read, in addition to those any command can have. */
const codes = (effect: string, { exits = {} }: Command): number[] => {
  const reads = [exitCodes['bad-answer'], exitCodes.timeout];
  const changes = [exitCodes.conflict, exitCodes.invalid, exitCodes['outcome-unknown'], exitCodes.partial];
  const own = Object.keys(exits).map(Number);
  return [...new Set([0, 1, 2, 3, 4, 5, 8, 10, 130, ...(effect === 'none' ? reads : changes), ...own])].sort((a, b) => a - b);
};

/** Returns everything a program needs to know about one command. */
export const catalogueEntry = async (leaf: Leaf): Promise<Record<string, unknown>> => {
  const command = await leaf.load();
  const effect = command.effect ?? 'none';
  return {
    command: leaf.words.join(' '),
    about: leaf.about,
    ...(command.detail ? { detail: command.detail } : {}),
    ...(leaf.hidden ? { hidden: true } : {}),
    effect,
    changes_something: effect !== 'none',
    arguments: (command.arguments ?? []).map(argumentEntry),
    options: (command.options ?? []).filter((option) => !option.hidden).map((option) => optionEntry(option, (key) => shownAs(command, key))),
    ...(command.rest ? { takes_a_command: true } : {}),
    ...(command.formats ? { formats: command.formats } : {}),
    exit_codes: codes(effect, command),
    examples: command.examples.map((example) => `boltcall ${example}`),
  };
};

/** Returns one line per command: its words and what it does. */
export const briefCatalogue = (tree: readonly Leaf[]): string =>
  tree.flatMap(({ hidden, words, about }) => (hidden ? [] : [`${words.join(' ')}: ${about}\n`])).join('');

/** Returns the whole command tree as data for programs: options, types, choices, effects, exit codes, examples. */
export const catalogue = async (tree: readonly Leaf[]): Promise<Record<string, unknown>> => ({
  name: 'boltcall',
  version,
  exit_codes: exitCodes,
  global_options: globalOptions.map((option) => {
    const { flags, choices, env } = option;
    return { flags, about: aboutOf(option), ...(choices ? { choices } : {}), ...(env ? { env } : {}) };
  }),
  commands: await Promise.all(tree.map(catalogueEntry)),
});
