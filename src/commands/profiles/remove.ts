import type { Command } from '../../cli/command/command.ts';
import { wordsOf } from '../../cli/command/given.ts';
import { column } from '../../resources/resource.ts';

export const command: Command = {
  anyProfile: true,
  arguments: [{ name: 'name', about: 'profile names', repeat: true, resource: 'profiles' }],
  detail: 'Removes the saved key and settings from this machine. The key stays valid until you revoke it in the dashboard.',
  examples: ['profiles remove default'],
  run: async ({ settings, print }, given) => {
    const { needProfile, withoutProfiles } = await import('../../profiles/edit.ts');
    const { forget, profileScope } = await import('../../profiles/generated.ts');
    const { change } = await import('./change.ts');
    const { readStore } = await import('../../profiles/store.ts');
    const names = wordsOf(given, 'name');
    const before = readStore(settings.places);
    for (const name of names) await needProfile(before, name);
    await change({ settings, print }, (store) => withoutProfiles(store, names));
    if (!settings.dryRun) for (const name of names) await forget(settings.places, profileScope(name));
    await print.list(
      names.map((name) => ({ name, removed: true })),
      [column('name'), column('removed')],
      { changed: true },
    );
    if (before.current !== undefined && names.includes(before.current))
      print.note('No profile is current now. Choose one with `boltcall profiles use NAME`.');
  },
};
