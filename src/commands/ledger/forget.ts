import { argument } from '../../cli/command/argument.ts';
import { type Context, defineCommand } from '../../cli/command/command.ts';
import { flag, option } from '../../cli/command/option.ts';
import { ledgerOption, namedStore } from '../../cli/outreach/ledger.ts';
import { usage } from '../../errors.ts';
import { counted } from '../../output/text/count.ts';
import { column, text } from '../../resources/resource.ts';
import { embeddedPaths, entriesWhere, recipientsOf, withBook } from './book.ts';

const columns = [column('forgotten', 'number')];

export const command = defineCommand({
  arguments: { recipient: argument('phone numbers or email addresses', { optional: true, repeat: true }) },
  options: {
    campaign: option('name', text('forget the contacts of this campaign')),
    all: flag('forget everything; an embedded ledger file is deleted, even a damaged one'),
    ...ledgerOption,
  },
  detail: 'Asks for confirmation: people who are forgotten may be contacted again. Default: the ledgers of this folder and of this user.',
  examples: ['ledger forget +14155550133 --yes', 'ledger forget --campaign spring --yes'],
  run: async (context, { campaign, all, ledger }, { recipient }) => {
    const typed = recipient ?? [];
    if ([typed.length > 0, campaign !== undefined, all].filter(Boolean).length !== 1)
      throw usage('nothing to forget was given', 'Pass recipients, --campaign NAME or --all.');
    const store = await namedStore(context, ledger);
    if (all && store?.kind !== 'postgres') {
      const [folder, user] = await embeddedPaths(context);
      const { userLedger } = await import('../../ledger/open.ts');
      const { removeEmbedded } = await import('../../ledger/embedded-book.ts');
      const paths = store ? [store.path] : [folder, user];
      await asked(context, `forget everything in ${paths.join(' and ')}`);
      if (context.settings.dryRun) return context.print.record({ dry_run: true, removed: paths }, []);
      const removed = await removeEmbedded(paths, [userLedger(context.settings.places.state)], context.world);
      return context.print.record({ removed }, [], { changed: true });
    }
    return withBook(context, ledger, async (book) => {
      const wanted = await recipientsOf(context, typed);
      const found = await entriesWhere(book, (entry) => all || (campaign === undefined ? wanted.has(entry.recipient) : entry.campaign === campaign));
      if (found.length > 0) await asked(context, `forget ${counted(found.length, 'contacts')} in ${book.name}`);
      if (!context.settings.dryRun && found.length > 0) await book.forget(found);
      await context.print.record({ ...(context.settings.dryRun ? { dry_run: true } : {}), forgotten: found.length }, columns, { changed: true });
    });
  },
});

const asked = async ({ settings, ask }: Context, what: string): Promise<void> => {
  if (settings.yes || settings.dryRun) return;
  if (!ask.possible) throw usage(`confirmation required, but this is not an interactive terminal: ${what}`, 'Add --yes to continue.');
  await ask.confirm(`${what}? They may be contacted again`);
};
