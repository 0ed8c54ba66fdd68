import { checkTemplate, columnsIn, fillTemplate } from '../../bulk/template.ts';
import type { Command, Context } from '../../cli/command/command.ts';
import { textOf } from '../../cli/command/given.ts';
import { unusualNumber } from '../../cli/command/unusual-number.ts';
import { bulkOptions, fileArgument, openFile, runBulk } from '../../cli/operation/bulk.ts';
import { choices } from '../../cli/operation/by-name.ts';
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
    const { agent_id: named = context.settings.defaultAgent?.value } = await inputOf(context, given, operation);
    const template = textOf(given, 'context');
    const opened = await openFile(context, given, operation, named === undefined ? [] : ['agent_id']);
    const agent = opened.agentMissing ? await pickAgent(context) : named;
    if (template !== undefined) checkTemplate(template, opened.rows.columns, '--context');
    await runBulk(
      context,
      given,
      {
        operation,
        verb: `call (agent ${String(agent ?? 'of each row')}${template === undefined ? '' : `, ${JSON.stringify(template)}`})`,
        things: 'numbers',
        done: 'placed',
        ...(template === undefined ? {} : { template: columnsIn(template, opened.rows.columns) }),
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

/** The agent that calls, where neither an option nor a column names one. */
const pickAgent = async (context: Context): Promise<string> => {
  if (!context.ask.possible || context.settings.dryRun)
    throw usage('no agent given', 'Give --agent-id or --agent, or the column that has it: --map COLUMN=agent_id.');
  return context.ask.pick('Which agent calls', await choices(context, 'agents'));
};
