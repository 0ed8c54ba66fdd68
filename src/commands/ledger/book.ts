import type { Context } from '../../cli/command/command.ts';
import { namedStore } from '../../cli/outreach/ledger.ts';
import type { Book, BookEntry } from '../../ledger/book.ts';
import { column } from '../../resources/resource.ts';

export const columns = [
  column('recipient', 'phone'),
  column('state', 'status'),
  column('operation'),
  column('campaign'),
  column('at', 'time'),
  column('workspace', 'id'),
];

/** An entry as it is printed. */
export const shown = ({ recipient, state, operation, campaign, at, workspace }: BookEntry): Record<string, unknown> => ({
  recipient,
  state: state === 'free' ? 'not sent' : state,
  operation,
  campaign: campaign || null,
  at: new Date(at).toISOString(),
  workspace,
});

/** The embedded ledgers that are meant without `--ledger`: this folder's and the user's. */
export const embeddedPaths = async ({ world, settings }: Context): Promise<readonly [folder: string, user: string]> => {
  const { folderLedger, userLedger } = await import('../../ledger/open.ts');
  const { realpathSync } = await import('node:fs');
  return [folderLedger(realpathSync(world.cwd)), userLedger(settings.places.state)];
};

/** Opens the ledger that is meant, works with it and closes it. */
export const withBook = async <T>(context: Context, typed: string | undefined, work: (book: Book) => Promise<T>): Promise<T> => {
  const store = await namedStore(context, typed);
  const open = async (): Promise<Book> => {
    if (store?.kind === 'postgres') return (await import('../../ledger/postgres-book.ts')).openPostgresBook(store, context.world);
    const { openEmbeddedBook } = await import('../../ledger/embedded-book.ts');
    return openEmbeddedBook(store ? [store.path] : await embeddedPaths(context), context.world);
  };
  const book = await open();
  try {
    return await work(book);
  } finally {
    await book.close();
  }
};

/** What is typed of a recipient, as the ledger writes it: a number in E.164, an e-mail in small letters. */
export const recipientsOf = async ({ settings }: Context, typed: readonly string[]): Promise<ReadonlySet<string>> => {
  const { readPhone } = await import('../../values/phone.ts');
  return new Set(
    await Promise.all(
      typed.map(async (word) =>
        word.includes('@')
          ? word.trim().toLowerCase()
          : readPhone(word, 'RECIPIENT', settings.region ? { region: settings.region.value } : {}, 'unchecked'),
      ),
    ),
  );
};

/** The entries that are asked for. */
export const entriesWhere = async (book: Book, wanted: (entry: BookEntry) => boolean): Promise<BookEntry[]> => {
  const found: BookEntry[] = [];
  for await (const entry of book.entries()) if (wanted(entry)) found.push(entry);
  return found;
};
