import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { flag } from '../../cli/command/option.ts';
import { ledgerOption } from '../../cli/outreach/ledger.ts';
import { usage } from '../../errors.ts';
import { columns, entriesWhere, recipientsOf, shown, withBook } from './book.ts';

export const command = defineCommand({
  columns,
  arguments: { recipient: argument('phone numbers or email addresses', { repeat: true }) },
  options: {
    sent: flag('they got it; never send it again', { conflicts: ['notSent'] }),
    notSent: flag('they did not get it; the next run sends it'),
    ...ledgerOption,
  },
  detail: 'Resolves contacts with an unknown outcome, after you have checked whether they arrived.',
  examples: ['ledger settle +14155550133 --sent'],
  run: (context, { sent, notSent, ledger }, { recipient }) =>
    withBook(context, ledger, async (book) => {
      if (!sent && !notSent) throw usage('no outcome given', 'Add --sent or --not-sent.');
      const wanted = await recipientsOf(context, recipient);
      const found = await entriesWhere(book, (entry) => entry.state === 'unknown' && wanted.has(entry.recipient));
      const state = sent ? 'sent' : 'free';
      if (found.length === 0) context.print.note('none of these has an unknown outcome');
      if (!context.settings.dryRun && found.length > 0) await book.decide(found, state);
      await context.print.list(
        found.map((entry) => shown({ ...entry, state })),
        columns,
        { changed: true },
      );
    }),
});
