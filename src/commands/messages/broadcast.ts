import { checkTemplate, fillTemplate } from '../../bulk/template.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { bulkOptions, campaignOption, fileArgument, openFile } from '../../cli/operation/bulk.ts';
import { fieldOption } from '../../cli/operation/inputs.ts';
import { railOptions } from '../../cli/operation/rails.ts';
import { runBulk } from '../../cli/operation/send-rows.ts';
import { usage } from '../../errors.ts';
import { operations } from '../../resources/index.ts';
import { required, text } from '../../resources/resource.ts';

const operation = operations.messages.sms;

export const command = defineCommand({
  arguments: fileArgument,
  options: {
    body: option('text', required(text('the text, with {{column}} for what differs', { long: true, min: 1 }))),
    from_number: fieldOption('from_number', operation.input.from_number),
    ...bulkOptions,
    ...campaignOption,
    ...railOptions,
  },
  effect: 'reaches-a-person',
  exits: { 13: 'some rows failed, were held, or have an unknown outcome' },
  detail:
    'Texts everybody in a file once. {{column}} in the body is replaced by that column; a row where it is empty is faulty. Looks through the whole file first, then asks. A number that stands in the file twice is texted once. Run it again at any time: only those who did not get it yet are contacted. Without --campaign, the same words count for 24 hours. A recipient of a campaign gets at most one request from all machines that name the same ledger; after a crash at most --concurrency rows a machine are unknown, shown, and never repeated by themselves.',
  examples: [
    'messages broadcast leads.csv --map phone=to --body "Hi {{name}}, see you soon." --check',
    'messages broadcast leads.csv --map phone=to --body "Hi {{name}}, see you soon." --yes',
  ],
  run: async (context, options, { file }) => {
    const { body } = options;
    if (body === undefined) throw usage('missing --body TEXT', 'Write {{column}} where a column of the file belongs.');
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
        kind: 'bulk',
        input: (row, { body: _, ...mapped }) => {
          const filled = fillTemplate(body, row.cells);
          if (filled.empty.length > 0) throw usage(`{{${filled.empty.join('}}, {{')}}} is empty`);
          if ([...filled.text].length > 1600) throw usage(`the text has ${[...filled.text].length} characters, more than 1600`);
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
