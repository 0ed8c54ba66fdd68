import { checkTemplate, fillTemplate } from '../../bulk/template.ts';
import type { Command } from '../../cli/command/command.ts';
import { textOf } from '../../cli/command/given.ts';
import { unusualNumber } from '../../cli/command/unusual-number.ts';
import { bulkOptions, fileArgument, openFile, runBulk } from '../../cli/operation/bulk.ts';
import { inputOf, inputOptions } from '../../cli/operation/inputs.ts';
import { named } from '../../cli/operation/registry.ts';
import { usage } from '../../errors.ts';
import { text } from '../../resources/resource.ts';

const { operation } = named('calls', 'outbound');

export const command: Command = {
  arguments: [fileArgument],
  options: [
    ...inputOptions(operation)
      .filter((option) => option.name === 'agent-id' || option.name === 'agent')
      .map(({ field: { required: _, ...field }, ...option }) => ({ ...option, field })),
    { name: 'context', value: 'text', field: text('what the agent should know, with {{column}} for what differs', { long: true }) },
    unusualNumber,
    ...bulkOptions,
  ],
  effect: 'reaches-a-person',
  exits: { 13: 'some rows failed, or what became of them is unknown' },
  detail:
    'Has an agent call everybody in a file once. Looks through the whole file first, then asks. After a crash --resume goes on, and nobody who may have been called is called again.',
  examples: ['calls broadcast leads.csv --map phone=to --agent-id agent_abc123 --context "Ask {{name}} for a new date" --check'],
  run: async (context, given) => {
    const { agent_id: agent = context.settings.defaultAgent?.value } = await inputOf(context, given, operation);
    const template = textOf(given, 'context');
    const opened = await openFile(context, given, operation, agent === undefined ? [] : ['agent_id']);
    if (template !== undefined) checkTemplate(template, opened.rows.columns, '--context');
    await runBulk(
      context,
      given,
      {
        operation,
        verb: `call (agent ${String(agent ?? 'of each row')}${template === undefined ? '' : `, ${JSON.stringify(template)}`})`,
        things: 'numbers',
        kind: 'call',
        input: (row, mapped) => {
          if (template === undefined) return { ...(agent === undefined ? {} : { agent_id: agent }), ...mapped };
          const filled = fillTemplate(template, row.cells);
          if (filled.empty.length > 0) throw usage(`{{${filled.empty.join('}}, {{')}}} is empty`);
          return { ...(agent === undefined ? {} : { agent_id: agent }), ...mapped, context: filled.text };
        },
        key: ({ to }) => String(to),
      },
      opened,
    );
  },
};
