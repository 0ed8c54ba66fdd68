import { usage } from '../../errors.ts';
import { type Field, method, type Operation, type SomeInputOf, text } from '../../resources/resource.ts';
import type { Context, Values } from '../command/command.ts';
import { type Declared, type DeclaredOptions, type GivenOf, type Option, option, type ValuesOf } from '../command/option.ts';
import { unknownEvent } from '../command/unknown-event.ts';
import { agentId, leadId } from './by-name.ts';

/** Returns the placeholder for a value in help. */
const placeholder = (name: string, field: Field): string => {
  if (field.rules.format === 'phone') return 'number';
  if (field.rules.format === 'date-time') return 'date';
  if (field.rules.format === 'url') return 'url';
  // A choice is named after what it selects.
  if (field.rules.choices) return field.kind === 'list' ? 'name' : name.replaceAll('_', '-');
  if (name.endsWith('_id') || field.rules.format === 'agent') return 'id';
  return field.kind === 'integer' ? 'n' : field.kind === 'pairs' ? 'name=value' : 'text';
};

/** Returns an option for a field. For a list, the flag is singular (`tags` becomes `--tag`) and repeatable. */
export const fieldOption = <F extends Field>(name: string, field: F): Declared<GivenOf<F>> & Pick<Option, 'name'> => ({
  ...option(placeholder(name, field), field),
  name: (field.kind === 'list' ? name.replace(/s$/, '') : name).replaceAll('_', '-'),
  ...(field.rules.format === 'date-time' && (name === 'from' || name === 'to') ? { edge: name } : {}),
});

/** Returns an option that takes an agent or a lead by name, in place of the field `name`. */
const calledOption = (name: string): Declared<string | undefined> =>
  option('id|name', text('agent id or exact name (alternative to --agent-id)'), { conflicts: [name] });

/** The options for an operation's own input, plus `--agent` or `--lead` beside each such id. */
export type InputOptions<O extends Operation> = {
  readonly [K in keyof O['input']]: Declared<GivenOf<O['input'][K]>>;
} & { readonly [K in 'agent' | 'lead']?: Declared<string | undefined> };

/** Returns the options for an operation's own input. */
export function inputOptions<O extends Operation>(operation: O): InputOptions<O>;
export function inputOptions(operation: Operation): DeclaredOptions {
  const options: Record<string, Declared> = {};
  for (const [name, field] of Object.entries(operation.input)) {
    const { format } = field.rules;
    const made = fieldOption(name, field);
    // Many users expect --since and --until on lists.
    options[name] = made.edge && method(operation) === 'GET' ? { ...made, aliases: [made.edge === 'from' ? 'since' : 'until'] } : made;
    if (format === 'agent' || format === 'lead') options[format] = calledOption(name);
    if (format === 'event') Object.assign(options, unknownEvent);
  }
  return options;
}

/** Returns the same options, none of them required, for input that also has another source. */
export const optional = <Options extends DeclaredOptions>(options: Options): Options => ({
  ...options,
  ...Object.fromEntries(
    Object.entries(options).map(([key, { field, ...one }]) => {
      const { required: _, ...free } = field;
      return [key, { ...one, field: free }];
    }),
  ),
});

/**
 * Returns the typed input of an operation: its own fields, with the name of an agent or lead turned into its id. Looks names up in the lists; in a
 * dry run, which sends nothing, the name stays.
 */
export async function inputOf<O extends Operation>(
  context: Context,
  options: Partial<ValuesOf<InputOptions<O>>>,
  operation: O,
): Promise<SomeInputOf<O>>;
export async function inputOf(context: Context, options: Values, operation: Operation): Promise<Values> {
  const input: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(operation.input)) {
    const value = options[name];
    // Omit a list with no values.
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) input[name] = value;
    const { format } = field.rules;
    const called = format === 'agent' || format === 'lead' ? options[format] : undefined;
    if (typeof called !== 'string') continue;
    if (context.settings.dryRun && !called.startsWith(`${format}_`))
      throw usage(`--${format} NAME needs a lookup, and a dry run sends nothing`, `Pass the id with --${name.replaceAll('_', '-')}.`);
    input[name] = context.settings.dryRun ? called : format === 'agent' ? await agentId(context, called) : await leadId(context, called);
  }
  return input;
}
