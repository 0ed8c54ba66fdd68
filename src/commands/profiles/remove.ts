import type { Command, Context } from '../../cli/command/command.ts';
import { flagOf, wordsOf } from '../../cli/command/given.ts';
import { usage } from '../../errors.ts';
import { column, text } from '../../resources/resource.ts';

export const command: Command = {
  anyProfile: true,
  arguments: [{ name: 'name', about: 'the profiles', repeat: true, resource: 'profiles' }],
  options: [{ name: 'with-secret', field: text('the app secret that is kept for it too: apps that verify with it stop taking deliveries') }],
  detail: 'Asks first, then removes the stored key and settings from this machine. The key itself stays valid: revoke it in the dashboard.',
  examples: ['profiles remove default --yes'],
  run: async (context, given) => {
    const { settings, print } = context;
    const { needProfile, withoutProfiles } = await import('../../profiles/edit.ts');
    const { forget, keptBefore, profileScope } = await import('../../profiles/generated.ts');
    const { change } = await import('./change.ts');
    const { readStore } = await import('../../profiles/store.ts');
    const names = wordsOf(given, 'name');
    const before = readStore(settings.places);
    for (const name of names) await needProfile(before, name);
    await askFirst(context, names);
    await change({ settings, print }, (store) => withoutProfiles(store, names));
    const withSecret = flagOf(given, 'with_secret');
    if (!settings.dryRun && withSecret) for (const name of names) await forget(settings.places, profileScope(name));
    await print.list(
      names.map((name) => ({ name, removed: true })),
      [column('name'), column('removed')],
      { changed: true },
    );
    if (!withSecret && names.some((name) => keptBefore(settings.places, profileScope(name), 'webhook_secret') !== undefined))
      print.note('Their app secrets stay, for profiles of these names; --with-secret removes them too.');
    if (before.current !== undefined && names.includes(before.current))
      print.note('No profile is current now: `boltcall profiles use NAME` chooses one.');
  },
};

/** A key that is gone from here has to be made anew in the dashboard: nobody loses it by a slip. */
const askFirst = async ({ settings, ask }: Context, names: readonly string[]): Promise<void> => {
  if (settings.yes || settings.dryRun) return;
  const what = `remove ${names.length === 1 ? 'profile' : 'profiles'} ${names.join(', ')} with key and settings`;
  if (!ask.possible) throw usage(`this asks first, and there is no terminal to ask on: ${what}`, 'Add --yes to go ahead.');
  await ask.confirm(`${what.charAt(0).toUpperCase()}${what.slice(1)}?`);
};
