import { checkTemplate, columnsIn, fillTemplate } from '../../bulk/template.ts';
import { type Context, defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { unusualNumber } from '../../cli/command/unusual-number.ts';
import { choices } from '../../cli/operation/by-name.ts';
import { inputOf, inputOptions, optional } from '../../cli/operation/inputs.ts';
import { railOptions } from '../../cli/outreach/rails.ts';
import { runBulk } from '../../cli/outreach/send-rows.ts';
import { bulkOptions, campaignOption, fileArgument, openFile } from '../../cli/outreach/work.ts';
import { usage } from '../../errors.ts';
import { operations } from '../../resources/index.ts';
import { text } from '../../resources/resource.ts';

const operation = operations.calls.outbound;
const { agent_id, agent } = inputOptions(operation);

export const command = defineCommand({
  arguments: fileArgument,
  options: {
    ...optional({ agent_id }),
    ...(agent ? { agent } : {}),
    context: option('text', text('context for the agent; {{column}} is replaced from each row', { long: true })),
    ...unusualNumber,
    ...bulkOptions,
    ...campaignOption,
    ...railOptions,
  },
  effect: 'reaches-a-person',
  exits: { 13: 'some rows failed, were held, or have an unknown outcome' },
  detail:
    'Calls everyone in a CSV file, once each. Validates the whole file first, then asks for confirmation. Safe to run again: only people who have not received it yet are contacted. Without --campaign, the same words count for 24 hours. A recipient of a campaign gets at most one request from all machines that use the same ledger; after a crash, at most --concurrency rows per machine are unknown, reported, and never repeated automatically.',
  examples: ['calls broadcast leads.csv --map phone=to --agent-id agent_abc123 --context "Ask {{name}} for a new date" --check'],
  run: async (context, options, { file }) => {
    const { context: template, ...whom } = options;
    const { agent_id: named = context.settings.defaultAgent?.value } = await inputOf(context, whom, operation);
    const opened = await openFile(context, file, options, operation, named === undefined ? [] : ['agent_id']);
    const agent = opened.agentMissing ? await pickAgent(context) : named;
    if (template !== undefined) checkTemplate(template, opened.rows.columns, '--context');
    await runBulk(
      context,
      options,
      {
        operation,
        verb: `call (agent ${agent ?? 'of each row'}${template === undefined ? '' : `, ${JSON.stringify(template)}`})`,
        things: 'numbers',
        ...(template === undefined ? {} : { columns: columnsIn(template, opened.rows.columns) }),
        kind: 'call',
        input: (row, mapped) => {
          if (template === undefined) return { ...(agent === undefined ? {} : { agent_id: agent }), ...mapped };
          const filled = fillTemplate(template, row.cells);
          if (filled.empty.length > 0) throw usage(`{{${filled.empty.join('}}, {{')}}} is empty`);
          return { ...(agent === undefined ? {} : { agent_id: agent }), ...mapped, context: filled.text };
        },
        key: ({ to }) => String(to),
        recipient: ({ to }) => to,
        said: ({ agent_id, context: about }) => JSON.stringify([agent_id, about ?? '']),
        shown: ({ context: about }) => about,
        template: JSON.stringify([agent ?? '', template ?? '']),
        done: 'placed',
      },
      opened,
    );
  },
});

/** Returns the agent that calls, if neither an option nor a column names one. */
const pickAgent = async (context: Context): Promise<string> => {
  if (!context.ask.possible || context.settings.dryRun)
    throw usage('no agent given', 'Use --agent-id or --agent, or map its column: --map COLUMN=agent_id.');
  return context.ask.pick('Which agent calls', await choices(context, 'agents'));
};
