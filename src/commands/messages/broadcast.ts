import { checkTemplate, columnsIn, fillTemplate } from '../../bulk/template.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { unusualNumber } from '../../cli/command/unusual-number.ts';
import { fieldOption } from '../../cli/operation/inputs.ts';
import { railOptions } from '../../cli/outreach/rails.ts';
import { runBulk } from '../../cli/outreach/send-rows.ts';
import { bulkOptions, campaignOption, fileArgument, openFile } from '../../cli/outreach/work.ts';
import { usage } from '../../errors.ts';
import { operations } from '../../resources/index.ts';
import { required, text } from '../../resources/resource.ts';

const operation = operations.messages.sms;

export const command = defineCommand({
  arguments: fileArgument,
  options: {
    body: option('text', required(text('message text; {{column}} is replaced from each row', { long: true, min: 1 }))),
    from_number: fieldOption('from_number', operation.input.from_number),
    ...unusualNumber,
    ...bulkOptions,
    ...campaignOption,
    ...railOptions,
  },
  effect: 'reaches-a-person',
  exits: { 13: 'some rows failed, were held, or have an unknown outcome' },
  detail:
    'Texts everyone in a CSV file, once each. {{column}} in the body is replaced from each row; rows where it is empty are rejected. Validates the whole file first, then asks for confirmation. Duplicate numbers are texted once. Safe to run again: only people who have not received it yet are contacted. Without --campaign, the same words count for 24 hours. A recipient of a campaign gets at most one request from all machines that use the same ledger; after a crash, at most --concurrency rows per machine are unknown, reported, and never repeated automatically.',
  examples: [
    'messages broadcast leads.csv --map phone=to --body "Hi {{name}}, see you soon." --check',
    'messages broadcast leads.csv --map phone=to --body "Hi {{name}}, see you soon."',
  ],
  run: async (context, options, { file }) => {
    const { body } = options;
    if (body === undefined) throw usage('missing --body TEXT', 'Use {{column}} to insert a column of the file.');
    const opened = await openFile(context, file, options, operation, ['body']);
    checkTemplate(body, opened.rows.columns, '--body');
    const from = options.from_number ?? context.settings.fromNumber?.value;
    await runBulk(
      context,
      options,
      {
        operation,
        verb: `text (${JSON.stringify(body)})`,
        things: 'numbers',
        columns: columnsIn(body, opened.rows.columns),
        kind: 'bulk',
        input: (row, { body: _, ...mapped }) => {
          const filled = fillTemplate(body, row.cells);
          if (filled.empty.length > 0) throw usage(`{{${filled.empty.join('}}, {{')}}} is empty`);
          if ([...filled.text].length > 1600) throw usage(`the text is ${[...filled.text].length} characters long (maximum 1600)`);
          return { ...(from === undefined ? {} : { from_number: from }), ...mapped, body: filled.text };
        },
        key: ({ to }) => String(to),
        recipient: ({ to }) => to,
        said: ({ body: text }) => String(text),
        shown: ({ body: text }) => text,
        template: body,
        sms: true,
        done: 'sent',
      },
      opened,
    );
  },
});
