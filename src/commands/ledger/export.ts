import { defineCommand } from '../../cli/command/command.ts';
import { outOptions, writeExport } from '../../cli/operation/export.ts';
import { ledgerOption } from '../../cli/outreach/ledger.ts';
import { counted } from '../../output/text/count.ts';
import { columns, shown, withBook } from './book.ts';

export const command = defineCommand({
  columns,
  options: { ...ledgerOption, ...outOptions },
  detail: 'Writes everything in the ledger, as CSV unless -o selects another format.',
  examples: ['ledger export > contacts.csv', 'ledger export -o jsonl --out contacts.jsonl'],
  run: (context, { ledger, ...typed }) =>
    withBook(context, ledger, async (book) => {
      let count = 0;
      const items = async function* (): AsyncGenerator<unknown> {
        for await (const entry of book.entries()) {
          count += 1;
          yield shown(entry);
        }
      };
      const where = await writeExport(context, typed, (printer) => printer.list(items(), columns));
      context.print.note(`${counted(count, 'contacts')} exported${where}`);
    }),
});
