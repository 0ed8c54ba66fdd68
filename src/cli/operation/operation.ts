import { usage } from '../../errors.ts';
import { effect, method, type Operation, parameters } from '../../resources/resource.ts';
import type { Argument, Command, Context, Given } from '../command/command.ts';
import { wordOf, wordsOf } from '../command/given.ts';
import { change } from './change.ts';
import { confirm, type Deed } from './confirm.ts';
import { each } from './each.ts';
import { inputOf, inputOptions } from './inputs.ts';
import { listOptions, runList } from './list.ts';
import { complete } from './missing-fields.ts';
import { named, singular } from './registry.ts';

/** Any operation as a command: what design calls deriving the rest. */
export const operationCommand = (name: string, verb: string): Command => {
  const { operation } = named(name, verb);
  const base = { examples: operation.examples, effect: effect(operation) };
  const { shape } = operation.output;
  if (shape === 'page' || shape === 'rows')
    return { ...base, options: listOptions(operation), run: (context, given) => runList(context, given, name, operation) };
  if (method(operation) === 'GET')
    return {
      ...base,
      arguments: ids(name, operation, false),
      options: inputOptions(operation),
      run: (context, given) => show(context, given, operation),
    };
  const many = method(operation) === 'DELETE';
  return {
    ...base,
    arguments: ids(name, operation, many),
    options: inputOptions(operation),
    run: (context, given) => (many ? remove(context, given, name, verb) : alter(context, given, name, verb)),
  };
};

const ids = (name: string, operation: Operation, repeat: boolean): Argument[] =>
  parameters(operation).map((parameter) => ({
    name: parameter,
    about: `the id of the ${singular(name)}`,
    resource: name,
    ...(repeat ? { repeat: true } : {}),
  }));

const words = (given: Given, operation: Operation): Record<string, unknown> =>
  Object.fromEntries(parameters(operation).map((parameter) => [parameter, wordOf(given, parameter)]));

const show = async (context: Context, given: Given, operation: Operation): Promise<void> => {
  const client = await context.client();
  const input = { ...words(given, operation), ...(await inputOf(context, given, operation)) };
  const { value } = await client.call(operation, input, { signal: context.signal });
  if (operation.output.shape === 'record') await context.print.record(value, operation.output.columns);
};

/** Creates or updates one thing. */
const alter = async (context: Context, given: Given, name: string, verb: string): Promise<void> => {
  const { operation } = named(name, verb);
  const fixed = words(given, operation);
  const typed = await inputOf(context, given, operation);
  if (method(operation) === 'PATCH' && Object.keys(typed).length === 0) {
    throw usage(
      'nothing to change',
      `Give at least one of ${Object.keys(operation.input)
        .map((field) => `--${field.replaceAll('_', '-')}`)
        .join(', ')}.`,
    );
  }
  const input = { ...fixed, ...(await complete(context, operation, typed)) };
  await change(context, operation, input, weight(name, operation, input));
};

/** What is asked about an ordinary change: nothing, unless a value takes something from people. */
const weight = (name: string, operation: Operation, input: Record<string, unknown>): Deed | undefined => {
  const weighty = Object.entries(operation.input).find(([field, { rules }]) => rules.weighty?.includes(String(input[field])));
  if (weighty === undefined) return undefined;
  const [id] = parameters(operation);
  return { kind: 'pause', count: 1, what: `set ${weighty[0]} of ${singular(name)} ${String(input[id ?? ''])} to ${String(input[weighty[0]])}` };
};

/** Deletes or cancels several things, one request each. */
const remove = async (context: Context, given: Given, name: string, verb: string): Promise<void> => {
  const { operation } = named(name, verb);
  const [parameter = ''] = parameters(operation);
  const several = wordsOf(given, parameter);
  const what = several.length === 1 ? `${verb} ${singular(name)} ${several[0]}` : `${verb} ${several.length} ${name}: ${several.join(', ')}`;
  if (!context.settings.dryRun) await confirm(context, { kind: 'final', count: several.length, what });
  await each(
    context,
    operation,
    several.map((id) => ({ [parameter]: id })),
    parameter,
  );
};
