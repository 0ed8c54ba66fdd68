import { defineCommand } from '../../cli/command/command.ts';
import { inputOf, inputOptions } from '../../cli/operation/inputs.ts';
import { complete } from '../../cli/operation/missing-fields.ts';
import { onceOptions } from '../../cli/operation/once.ts';
import { excerpt } from '../../output/excerpt.ts';
import { operations } from '../../resources/index.ts';
import { recipientOptions, recipients, whom, writeToEach } from './recipients.ts';

const operation = operations.messages.sms;
const { to: _, ...ownOptions } = inputOptions(operation);

export const command = defineCommand({
  options: { ...recipientOptions, ...ownOptions, ...onceOptions },
  effect: 'reaches-a-person',
  exits: { 13: 'some of several failed' },
  detail: 'Asks first. A text over 160 characters (70 with letters outside the GSM alphabet) goes out as several segments; how many is said.',
  examples: [...operation.examples, 'messages sms --to +14155550133 --to +14155550134 --body @reminder.txt --yes --dry-run'],
  run: async (context, { to: numbers, lead, again, ledger, ...typed }) => {
    const to = await recipients(context, { to: numbers, lead });
    const input = await complete(context, operation, { ...(await inputOf(context, typed, operation)), to: to?.[0] });
    const all = to ?? [input.to];
    const { body } = input;
    const { SegmentedMessage } = await import('sms-segments-calculator');
    const message = new SegmentedMessage(body);
    const segments = `${message.segmentsCount} ${message.segmentsCount === 1 ? 'segment' : 'segments'}${all.length > 1 ? ' each' : ''}`;
    context.print.note(`${segments} (${message.encodingName})`);
    await writeToEach(
      context,
      operation,
      all.map((number) => ({ ...input, to: number })),
      `text ${whom(all)}, ${segments}, ${excerpt(body)}`,
      all,
      body,
      { again, ledger },
    );
  },
});
