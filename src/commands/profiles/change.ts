import type { Context } from '../../cli/command/command.ts';
import type { Store } from '../../profiles/store.ts';

/** What a profile may hold beside its key, by name; how each is checked is loaded where one is set. */
export const settable = [
  'base_url',
  'output',
  'default_agent',
  'from_number',
  'forward_to',
  'via',
  'region',
  'timezone',
  'read_only',
  'confirm',
] as const;

/** Changes the profile store and gives what stands there now; with --dry-run what would stand there, and nothing is written. */
export const change = async ({ settings, print }: Pick<Context, 'settings' | 'print'>, edit: (store: Store) => Store): Promise<Store> => {
  const { changeStore, readStore } = await import('../../profiles/store.ts');
  if (!settings.dryRun) return changeStore(settings.places, edit, print.note);
  print.note('Dry run: nothing was saved.');
  return edit(readStore(settings.places));
};
