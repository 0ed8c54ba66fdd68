import type { Context } from '../../cli/command/command.ts';
import type { Store } from '../../profiles/store.ts';

/** The settings a profile can hold besides its key, by name. Their validation is loaded only when one is set. */
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

/** Changes the profile store and returns its new content; with --dry-run returns what it would be and writes nothing. */
export const change = async ({ settings, print }: Pick<Context, 'settings' | 'print'>, edit: (store: Store) => Store): Promise<Store> => {
  const { changeStore, readStore } = await import('../../profiles/store.ts');
  if (!settings.dryRun) return changeStore(settings.places, edit, print.note);
  print.note('Dry run: nothing was saved.');
  return edit(readStore(settings.places));
};
