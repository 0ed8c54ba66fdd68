import type { Context } from '../../cli/command/command.ts';
import type { Store } from '../../profiles/store.ts';

/** Changes the profile store and gives what stands there now; with --dry-run what would stand there, and nothing is written. */
export const change = async ({ settings, print }: Pick<Context, 'settings' | 'print'>, edit: (store: Store) => Store): Promise<Store> => {
  const { changeStore, readStore } = await import('../../profiles/store.ts');
  if (!settings.dryRun) return changeStore(settings.places, edit, print.note);
  print.note('With --dry-run nothing is stored.');
  return edit(readStore(settings.places));
};
