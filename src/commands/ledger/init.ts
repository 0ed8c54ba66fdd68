import { defineCommand } from '../../cli/command/command.ts';
import { ledgerOption, namedStore } from '../../cli/outreach/ledger.ts';
import { column } from '../../resources/resource.ts';
import { embeddedPaths } from './book.ts';

export const command = defineCommand({
  options: ledgerOption,
  detail:
    'Creates the table of a ledger in Postgres, or the file of an embedded one, if it does not exist. A recipient of a campaign gets at most one request from all machines that use the same ledger; after a crash, at most --concurrency rows per machine are unknown, reported, and never repeated automatically.',
  examples: ['ledger init', 'ledger init --ledger postgres://boltcall@db.example.com/outreach --dry-run'],
  run: async (context, { ledger }) => {
    const { print, settings, world } = context;
    const store = await namedStore(context, ledger);
    const path = store?.kind === 'file' ? store.path : (await embeddedPaths(context))[1];
    const name = store?.kind === 'postgres' ? store.shown : path;
    if (settings.dryRun) return print.record({ dry_run: true, ledger: name }, [column('ledger')]);
    if (store?.kind === 'postgres') {
      const { initPostgres } = await import('../../ledger/postgres-init.ts');
      await initPostgres(store, world);
    } else {
      const { openLedgerFile } = await import('../../ledger/file.ts');
      (await openLedgerFile(path, true, world))?.close();
    }
    await print.record({ ledger: name }, [column('ledger')], { changed: true });
  },
});
