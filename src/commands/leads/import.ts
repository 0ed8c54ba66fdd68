import type { Command } from '../../cli/command/command.ts';
import { listOf, textOf } from '../../cli/command/given.ts';
import { bulkOptions, fileArgument, openFile, runBulk } from '../../cli/operation/bulk.ts';
import { fieldOption } from '../../cli/operation/inputs.ts';
import { named } from '../../cli/operation/registry.ts';

const { operation } = named('leads', 'create');

/** The values that all rows share where the file has none: `--source spring-fair --tag import`. */
const shared = Object.entries(operation.input)
  .filter(([name]) => name === 'source' || name === 'tags')
  .map(([name, field]) => fieldOption(name, { ...field, about: `${field.about}, for rows that have none` }));

export const command: Command = {
  arguments: [fileArgument],
  options: [...bulkOptions, ...shared],
  effect: 'ordinary',
  exits: { 13: 'some rows failed, or what became of them is unknown' },
  detail:
    'Looks through the whole file first and shows what is faulty or repeated, then asks, then adds each lead once. FILE.boltcall-journal beside the file says what was sent: after a crash --resume goes on there, and what is not known to have worked is not sent again. Rows that were refused go to FILE.rejects.csv with the reason.',
  examples: ['leads import leads.csv --check', 'leads import leads.csv --yes'],
  run: async (context, given) => {
    const opened = await openFile(context, given, operation, []);
    const source = textOf(given, 'source');
    const tags = listOf(given, 'tags');
    await runBulk(
      context,
      given,
      {
        operation,
        verb: 'import',
        things: 'leads',
        done: 'imported',
        kind: 'bulk',
        input: (_row, mapped) => ({ ...(source === undefined ? {} : { source }), ...(tags.length > 0 ? { tags } : {}), ...mapped }),
        // Two rows are one lead if they have the same number, else the same address, else the same name and nothing else that differs.
        key: ({ phone, email, name }, unused) =>
          String(phone ?? (typeof email === 'string' ? email.toLowerCase() : JSON.stringify([name, ...unused]))),
      },
      opened,
    );
  },
};
