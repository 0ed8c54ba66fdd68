import type { Command } from '../../cli/command/command.ts';
import { inputOf, inputOptions } from '../../cli/operation/inputs.ts';
import { complete } from '../../cli/operation/missing-fields.ts';
import { named } from '../../cli/operation/registry.ts';
import { excerpt } from '../../output/excerpt.ts';
import { recipientOptions, recipients, whom, writeToEach } from './recipients.ts';

const { operation } = named('messages', 'sms');

export const command: Command = {
  options: [...recipientOptions, ...inputOptions(operation).filter((option) => option.name !== 'to')],
  effect: 'reaches-a-person',
  exits: { 13: 'some of several items failed' },
  detail: 'Asks for confirmation. Texts over 160 characters (70 if they need Unicode) are sent as several segments; the number is shown.',
  examples: [...operation.examples, 'messages sms --to +14155550133 --to +14155550134 --body @reminder.txt --yes --dry-run'],
  run: async (context, given) => {
    const to = await recipients(context, given);
    const { to: first, ...rest } = await complete(context, operation, {
      ...(await inputOf(context, { ...given, values: { ...given.values, to: undefined } }, operation)),
      ...(to ? { to: to[0] } : {}),
    });
    const all = to ?? [String(first)];
    const body = String(rest['body']);
    const { SegmentedMessage } = await import('sms-segments-calculator');
    const message = new SegmentedMessage(body);
    const segments = `${message.segmentsCount} ${message.segmentsCount === 1 ? 'segment' : 'segments'}${all.length > 1 ? ' each' : ''}`;
    context.print.note(`${segments} (${message.encodingName})`);
    await writeToEach(context, operation, all, rest, `text ${whom(all)}, ${segments}, ${excerpt(body)}`);
  },
};
