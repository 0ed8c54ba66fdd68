import type { Command, Given } from '../../cli/command/command.ts';
import { textOf } from '../../cli/command/given.ts';
import { complete } from '../../cli/operation/missing-fields.ts';
import { named } from '../../cli/operation/registry.ts';
import { usage } from '../../errors.ts';
import { text } from '../../resources/resource.ts';
import { readJson } from '../../values/json.ts';
import { recipientOptions, recipients, whom, writeToEach } from './recipients.ts';

const { operation } = named('messages', 'whatsapp');
const { template, variables } = operation.input;

export const command: Command = {
  options: [
    ...recipientOptions,
    { name: 'template', value: 'name', field: template ?? text('the template') },
    { name: 'var', key: 'var', value: 'name=value', field: variables ?? text('a variable') },
    { name: 'variables', key: 'all_variables', value: 'json', field: text('all variables as a JSON object', { long: true }) },
  ],
  effect: 'reaches-a-person',
  exits: { 13: 'some of several failed' },
  detail: 'Asks first. Only templates that were approved beforehand can be sent.',
  examples: operation.examples,
  run: async (context, given) => {
    const to = await recipients(context, given);
    const values = variablesOf(given);
    const typed = { template: textOf(given, 'template'), ...(Object.keys(values).length > 0 ? { variables: values } : {}) };
    const { to: first, ...rest } = await complete(context, operation, { ...typed, ...(to ? { to: to[0] } : {}) });
    const all = to ?? [String(first)];
    await writeToEach(context, operation, all, rest, `send WhatsApp template ${String(rest['template'])} to ${whom(all)}`);
  },
};

/** `--variables` as an object, with each `--var` laid over it. */
const variablesOf = (given: Given): Record<string, unknown> => {
  const json = textOf(given, 'all_variables');
  const pairs = given.values['var'];
  const over = typeof pairs === 'object' && pairs !== null ? pairs : {};
  if (json === undefined) return { ...over };
  let value: unknown;
  try {
    value = readJson(json);
  } catch {
    throw usage('--variables is not JSON', 'Write an object: --variables \'{"name":"Ana"}\', or @file.json.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw usage('--variables is not a JSON object', 'Write an object: --variables \'{"name":"Ana"}\', or @file.json.');
  return { ...value, ...over };
};
