import { defineCommand } from '../../cli/command/command.ts';
import { inputOf, inputOptions } from '../../cli/operation/inputs.ts';
import { complete } from '../../cli/operation/missing-fields.ts';
import { onceOptions } from '../../cli/outreach/once.ts';
import { excerpt } from '../../output/excerpt.ts';
import { counted } from '../../output/text/count.ts';
import { operations } from '../../resources/index.ts';
import { allColumns } from '../../resources/resource.ts';
import { recipientOptions, recipients, whom, writeToEach } from './recipients.ts';

const operation = operations.messages.sms;
const { to: _, ...ownOptions } = inputOptions(operation);

export const command = defineCommand({
  columns: allColumns(operation),
  options: { ...recipientOptions, ...ownOptions, ...onceOptions },
  effect: 'reaches-a-person',
  exits: { 13: 'some of several items failed' },
  detail: 'Asks for confirmation. Texts over 160 characters (70 if they need Unicode) are sent as several segments; the number is shown.',
  examples: [...operation.examples, 'messages sms --to +14155550133 --to +14155550134 --body @reminder.txt'],
  run: async (context, { to: numbers, lead, allowUnusualNumber, again, ledger, ...typed }) => {
    const to = await recipients(context, { to: numbers, lead, allowUnusualNumber });
    const input = await complete(context, operation, { ...(await inputOf(context, typed, operation)), to: to?.[0] });
    const all = to ?? [input.to];
    const { body } = input;
    const { SegmentedMessage } = await import('sms-segments-calculator');
    const message = new SegmentedMessage(body);
    const segments = `${counted(message.segmentsCount, 'segments')}${all.length > 1 ? ' each' : ''}`;
    context.print.note(`${segments} (${message.encodingName})`);
    await writeToEach(
      context,
      operation,
      all.map((number) => ({ ...input, to: number })),
      `send ${all.length} SMS (${segments}) to ${whom(all)}: ${excerpt(body)}`,
      all,
      body,
      { again, ledger },
    );
  },
});
