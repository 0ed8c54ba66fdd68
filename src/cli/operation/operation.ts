import { usage } from '../../errors.ts';
import { counted } from '../../output/text/count.ts';
import { resources } from '../../resources/index.ts';
import { allColumns, type ChangeOperation, effect, method, type Operation, parameters, singular } from '../../resources/resource.ts';
import { argument } from '../command/argument.ts';
import { type Command, type Context, defineCommand, type Values } from '../command/command.ts';
import { change } from './change.ts';
import { confirm, type Deed } from './confirm.ts';
import { described } from './described.ts';
import { each } from './each.ts';
import { inputOf, inputOptions } from './inputs.ts';
import { listOptions, runList } from './list.ts';
import { complete } from './missing-fields.ts';

/** Returns an operation as a command, with everything derived from its declaration. */
export const operationCommand = (name: string, verb: string, operation: Operation): Command => {
  const base = { examples: operation.examples, effect: effect(operation), columns: allColumns(operation) };
  if (operation.kind === 'list')
    return defineCommand({ ...base, options: listOptions(operation), run: (context, options) => runList(context, options, name, operation) });
  const options = inputOptions(operation);
  const about = `the id of the ${singular(name)}`;
  const [id = ''] = parameters(operation);
  if (method(operation) === 'DELETE' && operation.kind === 'change')
    return defineCommand({
      ...base,
      arguments: { [id]: argument(about, { repeat: true, resource: name }) },
      options,
      run: (context, _, words) => remove(context, name, verb, operation, id, words[id] ?? []),
    });
  return defineCommand({
    ...base,
    arguments: Object.fromEntries(parameters(operation).map((parameter) => [parameter, argument(about, { resource: name })])),
    options,
    run: async (context, given, words) => {
      const typed = await inputOf(context, given, operation);
      if (operation.kind === 'change') return alter(context, name, operation, words, typed);
      const client = await context.client();
      const { value } = await client.call(operation, { ...words, ...typed }, { signal: context.signal });
      if (operation.output.shape === 'record') await context.print.record(value, operation.output.columns);
    },
  });
};

/** Creates or updates one thing. */
const alter = async (context: Context, name: string, operation: ChangeOperation, words: Values, typed: Values): Promise<void> => {
  if (method(operation) === 'PATCH' && Object.keys(typed).length === 0) {
    throw usage(
      'nothing to change',
      `Give at least one of ${Object.keys(operation.input)
        .map((field) => `--${field.replaceAll('_', '-')}`)
        .join(', ')}.`,
    );
  }
  const input = await complete(context, operation, { ...words, ...typed });
  await change(context, operation, input, weight(name, operation, input));
};

/** Returns what to confirm about an ordinary change: nothing, unless a value takes something away from people. */
const weight = (name: string, operation: ChangeOperation, input: Values): Deed | undefined => {
  const weighty = Object.entries(operation.input).find(([field, { rules }]) => rules.weighty?.includes(String(input[field])));
  if (weighty === undefined) return undefined;
  const [id] = parameters(operation);
  return { kind: 'pause', count: 1, what: `set ${weighty[0]} of ${singular(name)} ${String(input[id ?? ''])} to ${String(input[weighty[0]])}` };
};

/** Deletes or cancels several things, one request each. */
const remove = async (
  context: Context,
  name: string,
  verb: string,
  operation: ChangeOperation,
  parameter: string,
  several: readonly string[],
): Promise<void> => {
  const removing = (things: readonly string[]): string =>
    things.length === 1
      ? `permanently ${verb} ${singular(name)} ${things[0]}`
      : `permanently ${verb} ${counted(things.length, name)}: ${things.join(', ')}`;
  const list = resources[name]?.operations['list'];
  const byName = async (): Promise<string> => removing(list?.kind === 'list' ? await described(context, list, several) : several);
  if (!context.settings.dryRun) await confirm(context, { kind: 'final', count: several.length, what: removing(several), byName });
  await each(
    context,
    operation,
    several.map((id) => ({ [parameter]: id })),
    parameter,
  );
};
