import { usage } from '../../errors.ts';
import { type Field, method, type Operation, text } from '../../resources/resource.ts';
import type { Context, Given, Option } from '../command/command.ts';
import { textOf } from '../command/given.ts';
import { unknownEvent } from '../command/unknown-event.ts';
import { agentId, leadId } from './by-name.ts';

/** What stands for a value in help. */
const placeholder = (name: string, field: Field): string => {
  if (field.rules.format === 'phone') return 'number';
  if (field.rules.format === 'date-time') return 'date';
  if (field.rules.format === 'url') return 'url';
  // One of several: named by what it chooses.
  if (field.rules.choices) return field.kind === 'list' ? 'name' : name.replaceAll('_', '-');
  if (name.endsWith('_id') || field.rules.format === 'agent') return 'id';
  return field.kind === 'integer' ? 'n' : field.kind === 'pairs' ? 'name=value' : 'text';
};

/** A field as an option. A list's flag is the singular (`tags` → `--tag`), given once a value. */
export const fieldOption = (name: string, field: Field): Option => {
  const flag = (field.kind === 'list' ? name.replace(/s$/, '') : name).replaceAll('_', '-');
  return { name: flag, key: name, value: placeholder(name, field), field, ...edges(name, field) };
};

const edges = (name: string, field: Field): Pick<Option, 'edge'> =>
  field.rules.format === 'date-time' && (name === 'from' || name === 'to') ? { edge: name } : {};

/** Ways to name an agent or a lead by what people call it. */
const byName: Readonly<Record<string, Option>> = {
  agent: { name: 'agent', value: 'id|name', field: text('the same by its id or exact name') },
  lead: { name: 'lead', value: 'id|name', field: text('the same by its id or exact name') },
};

/** The options of an operation's own input. */
export const inputOptions = (operation: Operation): Option[] =>
  Object.entries(operation.input).flatMap(([name, field]) => {
    const option = fieldOption(name, field);
    const other = byName[field.rules.format ?? ''];
    if (other !== undefined) return [option, other];
    if (field.rules.format === 'event') return [option, unknownEvent];
    // Lists are asked with --since and --until by habit.
    if (option.edge && method(operation) === 'GET') return [{ ...option, aliases: [option.edge === 'from' ? 'since' : 'until'] }];
    return [option];
  });

/**
 * The input typed for an operation: its own fields, an agent or lead named in words turned into an id. Reads the lists where
 * a name was given; in a dry run, which sends nothing, the name stays as it is.
 */
export const inputOf = async (context: Context, given: Given, operation: Operation): Promise<Record<string, unknown>> => {
  const input: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(operation.input)) {
    const value = given.values[name];
    if (value !== undefined) input[name] = value;
    const format = field.rules.format;
    const called = format === 'agent' || format === 'lead' ? textOf(given, format) : undefined;
    if (called === undefined) continue;
    if (value !== undefined) throw usage(`--${name.replaceAll('_', '-')} and --${format} say the same thing twice`, 'Give one of them.');
    input[name] = context.settings.dryRun ? called : format === 'agent' ? await agentId(context, called) : await leadId(context, called);
  }
  return input;
};
