import { checkTemplate, fillTemplate } from '../../bulk/template.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { bulkOptions, campaignOption, fileArgument, openFile } from '../../cli/operation/bulk.ts';
import { inputOf, inputOptions, optional } from '../../cli/operation/inputs.ts';
import { railOptions } from '../../cli/operation/rails.ts';
import { runBulk } from '../../cli/operation/send-rows.ts';
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
    context: option('text', text('what the agent should know, with {{column}} for what differs', { long: true })),
    ...bulkOptions,
    ...campaignOption,
    ...railOptions,
  },
  effect: 'reaches-a-person',
  exits: { 13: 'some rows failed, were held, or have an unknown outcome' },
  detail:
    'Has an agent call everybody in a file once. Looks through the whole file first, then asks. Run it again at any time: only those who did not get it yet are contacted. Without --campaign, the same words count for 24 hours. A recipient of a campaign gets at most one request from all machines that name the same ledger; after a crash at most --concurrency rows a machine are unknown, shown, and never repeated by themselves.',
  examples: ['calls broadcast leads.csv --map phone=to --agent-id agent_abc123 --context "Ask {{name}} for a new date" --check'],
  run: async (context, options, { file }) => {
    const { context: template, ...whom } = options;
    const { agent_id: agent = context.settings.defaultAgent?.value } = await inputOf(context, whom, operation);
    const opened = await openFile(context, file, options, operation, agent === undefined ? [] : ['agent_id']);
    if (template !== undefined) checkTemplate(template, opened.rows.columns, '--context');
    await runBulk(
      context,
      options,
      {
        operation,
        verb: `call (agent ${agent ?? 'of each row'}${template === undefined ? '' : `, ${JSON.stringify(template)}`})`,
        things: 'numbers',
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
