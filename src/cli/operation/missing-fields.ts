import { usage } from '../../errors.ts';
import { type ChangeOperation, type Field, type InputOf, type Operation, parameters, type SomeInputOf } from '../../resources/resource.ts';
import { type How, readField, readFields } from '../../values/field.ts';
import type { Context, Values } from '../command/command.ts';
import { choices, seenValues } from './by-name.ts';
import { equivalent } from './equivalent.ts';
import { fieldOption } from './inputs.ts';

/**
 * Returns the input with required fields filled in by prompting, on a terminal. Without a terminal, fails with `usage` and names all missing fields.
 * Missing agents and numbers default to those of the profile.
 */
export const complete = async <O extends ChangeOperation>(context: Context, operation: O, typed: SomeInputOf<O>): Promise<InputOf<O>> => {
  const input = withDefaults(context, operation, typed);
  const missing = Object.entries(operation.input).filter(([name, field]) => field.required && input[name] === undefined);
  if (missing.length > 0 && !context.ask.possible) {
    const flags = missing.map(([name, field]) => flagLine(name, field));
    throw usage(`missing ${flags.join(', ')}`, `\`boltcall ${context.words.join(' ')} --help\` has an example.`);
  }
  for (const [name, field] of missing) input[name] = await askFor(context, name, field);
  if (missing.length > 0) context.print.note(`To skip these questions next time:\n  ${equivalent(context, operation, input)}`);
  if (!isComplete(operation, input)) throw new Error(`${operation.route} lacks an id`);
  return input;
};

/** Whether all required fields of an operation are present. Each value was validated when it was read. */
const isComplete = <O extends Operation>(operation: O, input: Values): input is InputOf<O> =>
  [...parameters(operation), ...Object.keys(operation.input).filter((name) => operation.input[name]?.required)].every(
    (name) => input[name] !== undefined,
  );

const flagLine = (name: string, field: Field): string => {
  const option = fieldOption(name, field);
  return `--${option.name} ${option.value?.toUpperCase()}`;
};

const withDefaults = (context: Context, operation: Operation, typed: Values): Record<string, unknown> => {
  const { defaultAgent, fromNumber } = context.settings;
  const input: Record<string, unknown> = { ...typed };
  for (const [name, field] of Object.entries(operation.input)) {
    if (input[name] !== undefined) continue;
    if (field.required && field.rules.format === 'agent' && defaultAgent) input[name] = defaultAgent.value;
    if (name === 'from_number' && fromNumber) input[name] = fromNumber.value;
  }
  return input;
};

/**
 * Prompts for one field: an agent or lead from a list, values seen elsewhere from a list or typed, a list of known words as a list of checkboxes, any
 * other list as comma-separated words, anything else as text.
 */
const askFor = async (context: Context, name: string, field: Field): Promise<unknown> => {
  const { ask, settings, world } = context;
  const question = `${name.replaceAll('_', ' ')} (${explained(field)})`;
  const how: How = {
    flag: `--${fieldOption(name, field).name}`,
    zone: settings.zone.value,
    now: world.now(),
    ...(settings.region ? { region: settings.region.value } : {}),
  };
  const { choices: known, format, open, secret, seen } = field.rules;
  // A dry run sends nothing, not even a request for the choices.
  if ((format === 'agent' || format === 'lead') && !settings.dryRun) return ask.pick(question, await choices(context, `${format}s`));
  if (known && field.kind === 'list') {
    const described = format === 'event' ? await eventsAbout() : new Map<string, string>();
    return ask.pickSeveral(
      question,
      known.map((value) => ({ name: value, value, about: described.get(value) ?? '' })),
    );
  }
  if (known && !open)
    return ask.pick(
      question,
      known.map((value) => ({ name: value, value })),
    );
  if (secret) return ask.secret(question);
  const check = async (answer: string): Promise<string | undefined> => {
    if (answer.trim() === '') return 'enter a value';
    try {
      for (const part of parts(answer)) await readField(field, part, how);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  const parts = (answer: string): string[] =>
    field.kind === 'list'
      ? answer
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean)
      : [answer];
  const offered = seen === undefined || settings.dryRun ? [] : await seenValues(context, seen);
  const answer = offered.length > 0 ? await ask.pickOrType(question, offered, check) : await ask.text(question, { check });
  const told: How = { ...how, warn: (line) => context.print.warn(line) };
  return field.kind === 'list' ? readFields(field, parts(answer), told) : readField(field, answer, told);
};

const eventsAbout = async (): Promise<ReadonlyMap<string, string>> => {
  const { eventList } = await import('../../webhooks/trigger/event-list.ts');
  return new Map(eventList.map(({ name, about }) => [name, about]));
};

/** Returns the prompt text of a field; for a list, includes how to type several values. */
const explained = ({ about, kind, rules }: Field): string => {
  if (kind !== 'list') return about;
  return `${about.replace(/ \(repeatable\)$/, '')}${rules.choices ? '' : ', separated by commas'}`;
};
