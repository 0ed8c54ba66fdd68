import { defineCommand } from '../../cli/command/command.ts';
import { ledgerOption } from '../../cli/outreach/ledger.ts';
import { openPrinter } from '../../output/print.ts';
import { columns, shown, withBook } from './book.ts';

export const command = defineCommand({
  columns,
  options: ledgerOption,
  detail: 'Writes everything in the ledger, as CSV unless -o selects another format.',
  examples: ['ledger export > contacts.csv', 'ledger export -o jsonl'],
  run: (context, { ledger }) =>
    withBook(context, ledger, async (book) => {
      const { view } = context.settings;
      const printer = view.format === 'table' ? openPrinter(context.world, { ...view, format: 'csv' }) : context.print;
      const items = async function* (): AsyncGenerator<unknown> {
        for await (const entry of book.entries()) yield shown(entry);
      };
      await printer.list(items(), columns);
    }),
});
