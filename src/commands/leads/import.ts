import { defineCommand } from '../../cli/command/command.ts';
import { bulkOptions, fileArgument, openFile } from '../../cli/operation/bulk.ts';
import { fieldOption } from '../../cli/operation/inputs.ts';
import { runBulk } from '../../cli/operation/send-rows.ts';
import { operations } from '../../resources/index.ts';
import type { Field } from '../../resources/resource.ts';

const operation = operations.leads.create;

/** The values that all rows share where the file has none: `--source spring-fair --tag import`. */
const shared = <F extends Field>(field: F): F => ({ ...field, about: `${field.about}, for rows that have none` });

export const command = defineCommand({
  arguments: fileArgument,
  options: {
    ...bulkOptions,
    source: fieldOption('source', shared(operation.input.source)),
    tags: fieldOption('tags', shared(operation.input.tags)),
  },
  effect: 'ordinary',
  exits: { 13: 'some rows failed, or what became of them is unknown' },
  detail:
    'Looks through the whole file first and shows what is faulty or repeated, then asks, then adds each lead once. Run it again at any time: leads that were imported are known by number or email, and are not imported twice. Rows that were refused are in FILE.rejects.csv, which can be fixed and imported as it is; those whose outcome is unknown are in FILE.unknown.csv.',
  examples: ['leads import leads.csv --check', 'leads import leads.csv --yes'],
  run: async (context, options, { file }) => {
    const opened = await openFile(context, file, options, operation, []);
    const { source, tags } = options;
    await runBulk(
      context,
      options,
      {
        operation,
        verb: 'import',
        things: 'leads',
        kind: 'bulk',
        input: (_row, mapped) => ({ ...(source === undefined ? {} : { source }), ...(tags.length > 0 ? { tags } : {}), ...mapped }),
        // Two rows are one lead if they have the same number, else the same address, else the same name.
        key: ({ phone, email, name }) => phone ?? email?.toLowerCase() ?? String(name),
        recipient: ({ phone, email }) => phone ?? email?.toLowerCase(),
        done: 'imported',
      },
      opened,
    );
  },
});
