import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { ledgerOption } from '../../cli/outreach/ledger.ts';
import { choice, text } from '../../resources/resource.ts';
import { columns, recipientsOf, shown, withBook } from './book.ts';

const states = ['sent', 'unknown', 'working', 'not-sent'] as const;

export const command = defineCommand({
  columns,
  arguments: { recipient: argument('phone numbers or email addresses', { optional: true, repeat: true }) },
  options: {
    state: option('state', choice('only contacts in this state', states)),
    campaign: option('name', text('only contacts of this campaign')),
    ...ledgerOption,
  },
  detail: 'Default: the ledgers of this folder and of this user.',
  examples: ['ledger show', 'ledger show --state unknown'],
  run: (context, { state, campaign, ledger }, { recipient }) =>
    withBook(context, ledger, async (book) => {
      const wanted = await recipientsOf(context, recipient ?? []);
      const any = wanted.size === 0 && state === undefined && campaign === undefined;
      let count = 0;
      const items = async function* (): AsyncGenerator<unknown> {
        for await (const entry of book.entries()) {
          if (wanted.size > 0 && !wanted.has(entry.recipient)) continue;
          if (state !== undefined && entry.state !== (state === 'not-sent' ? 'free' : state)) continue;
          if (campaign !== undefined && entry.campaign !== campaign) continue;
          count += 1;
          yield shown(entry);
        }
      };
      await context.print.list(items(), columns);
      if (count === 0) context.print.note(any ? 'no contacts' : 'no contacts match');
    }),
});
