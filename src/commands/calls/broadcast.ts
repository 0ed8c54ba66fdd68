import { checkTemplate, fillTemplate } from '../../bulk/template.ts';
import type { Command } from '../../cli/command/command.ts';
import { textOf } from '../../cli/command/given.ts';
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
    { name: 'context', value: 'text', field: text('context for the agent; {{column}} is replaced from each row', { long: true }) },
    ...bulkOptions,
  ],
  effect: 'reaches-a-person',
  exits: { 13: 'some rows failed or have an unknown outcome' },
  detail:
    'Calls everyone in a CSV file, once each. Validates the whole file first, then asks for confirmation. After a crash, --resume continues and never calls anyone twice.',
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
