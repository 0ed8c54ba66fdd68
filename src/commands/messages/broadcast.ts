import { checkTemplate, columnsIn, fillTemplate } from '../../bulk/template.ts';
import type { Command } from '../../cli/command/command.ts';
import { textOf } from '../../cli/command/given.ts';
import { unusualNumber } from '../../cli/command/unusual-number.ts';
import { bulkOptions, fileArgument, openFile, runBulk } from '../../cli/operation/bulk.ts';
import { fieldOption } from '../../cli/operation/inputs.ts';
import { named } from '../../cli/operation/registry.ts';
import { usage } from '../../errors.ts';
import { required, text } from '../../resources/resource.ts';

const { operation } = named('messages', 'sms');
const fields = Object.entries(operation.input).filter(([name]) => name === 'from_number');

export const command: Command = {
  arguments: [fileArgument],
  options: [
    { name: 'body', value: 'text', field: required(text('the text, with {{column}} for what differs', { long: true, min: 1 })) },
    ...fields.map(([name, field]) => fieldOption(name, field)),
    unusualNumber,
    ...bulkOptions,
  ],
  effect: 'reaches-a-person',
  exits: { 13: 'some rows failed, or what became of them is unknown' },
  detail:
    'Texts everybody in a file once. {{column}} in the body is replaced by that column; a row where it is empty is faulty. Looks through the whole file first, then asks. A number that stands in the file twice is texted once. After a crash --resume goes on, and nobody whose text may have gone out is texted again.',
  examples: [
    'messages broadcast leads.csv --map phone=to --body "Hi {{name}}, see you soon." --check',
    'messages broadcast leads.csv --map phone=to --body "Hi {{name}}, see you soon." --yes',
  ],
  run: async (context, given) => {
    const body = textOf(given, 'body');
    if (body === undefined) throw usage('missing --body TEXT', 'Write {{column}} where a column of the file belongs.');
    const opened = await openFile(context, given, operation, ['body']);
    checkTemplate(body, opened.rows.columns, '--body');
    const from = textOf(given, 'from_number') ?? context.settings.fromNumber?.value;
    await runBulk(
      context,
      given,
      {
        operation,
        verb: `text (${JSON.stringify(body)})`,
        things: 'numbers',
        done: 'sent',
        template: columnsIn(body, opened.rows.columns),
        kind: 'bulk',
        input: (row, { body: _, ...mapped }) => {
          const filled = fillTemplate(body, row.cells);
          if (filled.empty.length > 0) throw usage(`{{${filled.empty.join('}}, {{')}}} is empty`);
          if ([...filled.text].length > 1600) throw usage(`the text has ${[...filled.text].length} characters, more than 1600`);
          return { ...(from === undefined ? {} : { from_number: from }), ...mapped, body: filled.text };
        },
        key: ({ to }) => String(to),
      },
      opened,
    );
  },
};
