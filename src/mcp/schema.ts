import type { Command } from '../cli/command/command.ts';
import type { Raw } from '../cli/command/option.ts';
import type { Typed } from '../cli/parse.ts';
import { usage } from '../errors.ts';
import type { Field, Rules } from '../resources/resource.ts';
import type { Tool } from './tools.ts';

/** Maximum number of items that a list returns at once. */
export const mostItems = 100;

/** One parameter of a tool: an option or an argument of its command. */
interface Parameter {
  /** `agent_id`. */
  readonly name: string;
  readonly key: string;
  readonly word: boolean;
  /** The command accepts several values, the tool one. */
  readonly wrapped: boolean;
  readonly kind: 'text' | 'integer' | 'flag' | 'texts' | 'object';
  readonly about: string;
  readonly required: boolean;
  readonly rules: Rules;
}

const kindOf = ({ kind }: Field, one: boolean): Parameter['kind'] => {
  if (kind === 'list') return one ? 'text' : 'texts';
  if (kind === 'pairs') return 'object';
  return kind === 'integer' || kind === 'flag' ? kind : 'text';
};

/** Returns the parameters of a tool, in the order of its list. Throws if its command has no such option or argument. */
export const parametersOf = (tool: Tool, command: Command): Parameter[] =>
  tool.takes.map((name) => {
    const one = tool.one?.includes(name) === true;
    const snake = name.replaceAll('-', '_');
    const option = command.options?.find((candidate) => candidate.name === name);
    if (option !== undefined) {
      const { key, field, conflicts = [] } = option;
      // A parameter is not required if another can replace it.
      const instead = conflicts.length > 0 || command.options?.some((other) => other.conflicts?.includes(key) && tool.takes.includes(other.name));
      // For messages, the lead is an additional recipient, so the two can be combined.
      const named = snake === 'to' && tool.takes.includes('lead');
      return {
        name: snake,
        key,
        word: false,
        wrapped: one && field.kind === 'list',
        // On the command line this is JSON; a client passes an object.
        kind: snake === 'variables' ? 'object' : kindOf(field, one),
        about: field.about,
        required: field.required === true && !instead && !named,
        rules: field.rules,
      };
    }
    const word = command.arguments?.find((candidate) => candidate.name === name);
    if (word === undefined) throw new Error(`${tool.words.join(' ')} has no ${name}`);
    const { key, about, repeat, optional, choices, open } = word;
    return {
      name: snake,
      key,
      word: true,
      wrapped: one && repeat === true,
      kind: repeat && !one ? 'texts' : 'text',
      about,
      required: optional !== true,
      rules: { ...(choices ? { choices } : {}), ...(open ? { open } : {}) },
    };
  });

const text = ({ rules }: Parameter): Record<string, unknown> => ({
  type: 'string',
  ...(rules.choices && !rules.open ? { enum: rules.choices } : {}),
});

/**
 * Returns the schema of one parameter. Those of read tools are explained by their names and by the server's instructions; those of tools that change
 * something are described individually.
 */
const described = (tool: Tool, parameter: Parameter): Record<string, unknown> => ({
  ...schemaOf(parameter),
  ...(tool.grant === 'read' || tool.grant === 'files' ? {} : { description: parameter.about }),
});

const schemaOf = (parameter: Parameter): Record<string, unknown> => {
  switch (parameter.kind) {
    case 'integer':
      return { type: 'integer', ...(parameter.name === 'limit' ? { maximum: mostItems } : {}) };
    case 'flag':
      return { type: 'boolean' };
    case 'texts':
      return { type: 'array', items: text(parameter) };
    case 'object':
      return { type: 'object' };
    case 'text':
      return text(parameter);
  }
};

/** Returns the JSON Schema of a tool's parameters. It is kept short, because a model reads it at each turn and most names are self-explanatory. */
export const inputSchema = (tool: Tool, command: Command): { readonly type: 'object' } & Record<string, unknown> => {
  const parameters = parametersOf(tool, command);
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, described(tool, parameter)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
};

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((entry) => typeof entry === 'string');
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns one value as the command line would have it. Fails with `usage` if its type differs from the schema. */
const rawOf = ({ name, kind, rules }: Parameter, value: unknown): Raw => {
  switch (kind) {
    case 'integer':
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw usage(`${name} must be a whole number`);
      if (name === 'limit' && value > mostItems) throw usage(`limit must be at most ${mostItems}`, 'Ask for another page, or use filters.');
      return String(value);
    case 'flag':
      if (typeof value !== 'boolean') throw usage(`${name} must be true or false`);
      return value;
    case 'texts':
      if (!isTexts(value)) throw usage(`${name} must be a list of texts`);
      return value;
    case 'object':
      if (!isObject(value)) throw usage(`${name} must be an object`);
      return JSON.stringify(value);
    case 'text':
      if (typeof value !== 'string') throw usage(`${name} must be one text`);
      if (rules.choices && !rules.open && !rules.choices.includes(value)) throw usage(`${name} must be one of ${rules.choices.join(', ')}`);
      return value;
  }
};

/**
 * Returns a client's arguments as input for the command. Each value is stored under its own key, so no value can become an option. Fails with
 * `usage` for anything that is not in the schema.
 */
export const readArguments = (tool: Tool, command: Command, given: Readonly<Record<string, unknown>>): Pick<Typed, 'raw' | 'words'> => {
  const parameters = parametersOf(tool, command);
  const raw: Record<string, Raw> = {};
  const words: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(given)) {
    const parameter = parameters.find((candidate) => candidate.name === name);
    if (parameter === undefined) {
      const known = parameters.map((candidate) => candidate.name).join(', ');
      throw usage(`unknown argument \`${name}\``, known === '' ? 'This tool has no arguments.' : `Arguments: ${known}.`);
    }
    const read = rawOf(parameter, value);
    if (read === false) continue;
    const { key, word, wrapped } = parameter;
    if (!word) raw[key] = wrapped && typeof read === 'string' ? [read] : read;
    else if (typeof read !== 'boolean') words[key] = wrapped && typeof read === 'string' ? [read] : read;
  }
  const missing = parameters.filter((parameter) => parameter.required && !Object.hasOwn(given, parameter.name));
  if (missing.length > 0) throw usage(`missing ${missing.map(({ name }) => name).join(', ')}`);
  return { raw, words };
};
