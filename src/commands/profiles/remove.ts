import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { column } from '../../resources/resource.ts';

export const command = defineCommand({
  anyProfile: true,
  arguments: { name: argument('the profiles', { repeat: true, resource: 'profiles' }) },
  detail: 'Removes the stored key and settings from this machine. The key itself stays valid: revoke it in the dashboard.',
  examples: ['profiles remove default'],
  run: async ({ settings, print }, _, { name: names }) => {
    const { needProfile, withoutProfiles } = await import('../../profiles/edit.ts');
    const { forget, profileScope } = await import('../../profiles/generated.ts');
    const { change } = await import('./change.ts');
    const { readStore } = await import('../../profiles/store.ts');
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
      print.note('No profile is current now: `boltcall profiles use NAME` chooses one.');
  },
});
