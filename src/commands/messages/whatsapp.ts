import { defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { complete } from '../../cli/operation/missing-fields.ts';
import { onceOptions } from '../../cli/outreach/once.ts';
import { usage } from '../../errors.ts';
import { operations } from '../../resources/index.ts';
import { allColumns, text } from '../../resources/resource.ts';
import { readJson } from '../../values/exact-json.ts';
import { recipientOptions, recipients, whom, writeToEach } from './recipients.ts';

const operation = operations.messages.whatsapp;

export const command = defineCommand({
  columns: allColumns(operation),
  options: {
    ...recipientOptions,
    template: option('name', operation.input.template),
    var: option('name=value', operation.input.variables),
    variables: option('json', text('all template variables as a JSON object', { long: true })),
    ...onceOptions,
  },
  effect: 'reaches-a-person',
  exits: { 13: 'some of several items failed' },
  detail: 'Asks for confirmation. Only pre-approved templates can be sent.',
  examples: operation.examples,
  run: async (context, options) => {
    const to = await recipients(context, options);
    const values = variablesOf(options.variables, options.var);
    const typed = { template: options.template, variables: Object.keys(values).length > 0 ? values : undefined };
    const input = await complete(context, operation, { ...typed, to: to?.[0] });
    const all = to ?? [input.to];
    await writeToEach(
      context,
      operation,
      all.map((number) => ({ ...input, to: number })),
      `send WhatsApp template ${input.template} to ${whom(all)}`,
      all,
      JSON.stringify([input.template, input.variables ?? {}]),
      options,
    );
  },
});

/** Returns `--variables` as an object, with each `--var` overriding it. */
const variablesOf = (json: string | undefined, over: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => {
  if (json === undefined) return over;
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
