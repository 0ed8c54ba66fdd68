import { checkTemplate, fillTemplate } from '../../bulk/template.ts';
import type { Command } from '../../cli/command/command.ts';
import { textOf } from '../../cli/command/given.ts';
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
    { name: 'body', value: 'text', field: required(text('message text; {{column}} is replaced from each row', { long: true, min: 1 })) },
    ...fields.map(([name, field]) => fieldOption(name, field)),
    ...bulkOptions,
  ],
  effect: 'reaches-a-person',
  exits: { 13: 'some rows failed or have an unknown outcome' },
  detail:
    'Texts everyone in a CSV file, once each. {{column}} in the body is replaced from each row; rows where it is empty are invalid. Validates the whole file first, then asks for confirmation. Duplicate numbers are texted once. After a crash, --resume continues and never texts anyone twice.',
  examples: [
    'messages broadcast leads.csv --map phone=to --body "Hi {{name}}, see you soon." --check',
    'messages broadcast leads.csv --map phone=to --body "Hi {{name}}, see you soon." --yes',
  ],
  run: async (context, given) => {
    const body = textOf(given, 'body');
    if (body === undefined) throw usage('missing --body TEXT', 'Use {{column}} to insert a column of the file.');
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
        kind: 'bulk',
        input: (row, { body: _, ...mapped }) => {
          const filled = fillTemplate(body, row.cells);
          if (filled.empty.length > 0) throw usage(`{{${filled.empty.join('}}, {{')}}} is empty`);
          if ([...filled.text].length > 1600) throw usage(`the text is ${[...filled.text].length} characters long (maximum 1600)`);
          return { ...(from === undefined ? {} : { from_number: from }), ...mapped, body: filled.text };
        },
        key: ({ to }) => String(to),
      },
      opened,
    );
  },
};
