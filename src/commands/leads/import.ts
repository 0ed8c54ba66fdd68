import { defineCommand } from '../../cli/command/command.ts';
import { fieldOption } from '../../cli/operation/inputs.ts';
import { runBulk } from '../../cli/outreach/send-rows.ts';
import { bulkOptions, fileArgument, openFile } from '../../cli/outreach/work.ts';
import { operations } from '../../resources/index.ts';
import type { Field } from '../../resources/resource.ts';

const operation = operations.leads.create;

/** Describes a default for rows without a value of their own: `--source spring-fair --tag import`. */
const shared = <F extends Field>(field: F): F => ({ ...field, about: `${field.about}, for rows without one` });

export const command = defineCommand({
  arguments: fileArgument,
  options: {
    ...bulkOptions,
    source: fieldOption('source', shared(operation.input.source)),
    tags: fieldOption('tags', shared(operation.input.tags)),
  },
  effect: 'ordinary',
  exits: { 13: 'some rows failed or have an unknown outcome' },
  detail:
    'Validates the whole file first, reports problems and duplicates, then asks for confirmation and imports each lead once. Safe to run again: leads already imported are recognized by number or email and skipped. Rejected rows go to FILE.rejects.csv, which you can fix and import as it is; rows with an unknown outcome go to FILE.unknown.csv.',
  examples: ['leads import leads.csv --check', 'leads import leads.csv'],
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
        done: 'imported',
        kind: 'bulk',
        input: (_row, mapped) => ({ ...(source === undefined ? {} : { source }), ...(tags.length > 0 ? { tags } : {}), ...mapped }),
        // Rows are the same lead if they have the same number, else the same email, else the same name and no other differences.
        key: ({ phone, email, name }, unused) => phone ?? email?.toLowerCase() ?? JSON.stringify([name, ...unused]),
        recipient: ({ phone, email }) => phone ?? email?.toLowerCase(),
      },
      opened,
    );
  },
});
