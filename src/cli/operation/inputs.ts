import { type Field, method, type Operation, type SomeInputOf, text } from '../../resources/resource.ts';
import type { Context, Values } from '../command/command.ts';
import { type Declared, type DeclaredOptions, type GivenOf, type Option, option, type ValuesOf } from '../command/option.ts';
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
export const fieldOption = <F extends Field>(name: string, field: F): Declared<GivenOf<F>> & Pick<Option, 'name'> => ({
  ...option(placeholder(name, field), field),
  name: (field.kind === 'list' ? name.replace(/s$/, '') : name).replaceAll('_', '-'),
  ...(field.rules.format === 'date-time' && (name === 'from' || name === 'to') ? { edge: name } : {}),
});

/** An agent or a lead by what people call it, in place of the field `name`. */
const calledOption = (name: string): Declared<string | undefined> =>
  option('id|name', text('agent id or exact name (alternative to --agent-id)'), { conflicts: [name] });

/** The options of an operation's own input, and `--agent` or `--lead` beside an id of one. */
export type InputOptions<O extends Operation> = {
  readonly [K in keyof O['input']]: Declared<GivenOf<O['input'][K]>>;
} & { readonly [K in 'agent' | 'lead']?: Declared<string | undefined> };

/** The options of an operation's own input. */
export function inputOptions<O extends Operation>(operation: O): InputOptions<O>;
export function inputOptions(operation: Operation): DeclaredOptions {
  const options: Record<string, Declared> = {};
  for (const [name, field] of Object.entries(operation.input)) {
    const { format } = field.rules;
    const made = fieldOption(name, field);
    // Lists are asked with --since and --until by habit.
    options[name] = made.edge && method(operation) === 'GET' ? { ...made, aliases: [made.edge === 'from' ? 'since' : 'until'] } : made;
    if (format === 'agent' || format === 'lead') options[format] = calledOption(name);
    if (format === 'event') Object.assign(options, unknownEvent);
  }
  return options;
}

/** The same options, none of them required: of what has another source. */
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
 * The input typed for an operation: its own fields, an agent or lead named in words turned into an id. Reads the lists where
 * a name was given; in a dry run, which sends nothing, the name stays as it is.
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
    // A list of which nothing was typed is left out.
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) input[name] = value;
    const { format } = field.rules;
    const called = format === 'agent' || format === 'lead' ? options[format] : undefined;
    if (typeof called !== 'string') continue;
    input[name] = context.settings.dryRun ? called : format === 'agent' ? await agentId(context, called) : await leadId(context, called);
  }
  return input;
}
