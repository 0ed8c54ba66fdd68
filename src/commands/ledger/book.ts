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

/** Returns a ledger entry as it is printed. */
export const shown = ({ recipient, state, operation, campaign, at, workspace }: BookEntry): Record<string, unknown> => ({
  recipient,
  state: state === 'free' ? 'not sent' : state,
  operation,
  campaign: campaign || null,
  at: new Date(at).toISOString(),
  workspace,
});

/** Returns the paths of the embedded ledgers used without `--ledger`: the directory's and the user's. */
export const embeddedPaths = async ({ world, settings }: Context): Promise<readonly [folder: string, user: string]> => {
  const { folderLedger, userLedger } = await import('../../ledger/open.ts');
  const { realpathSync } = await import('node:fs');
  return [folderLedger(realpathSync(world.cwd)), userLedger(settings.places.state)];
};

/** Opens the selected ledger, runs `work` with it and closes it. */
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

/** Returns typed recipients in ledger format: numbers in E.164, emails in lower case. */
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

/** Returns the entries that match. */
export const entriesWhere = async (book: Book, wanted: (entry: BookEntry) => boolean): Promise<BookEntry[]> => {
  const found: BookEntry[] = [];
  for await (const entry of book.entries()) if (wanted(entry)) found.push(entry);
  return found;
};
