import type { Command } from '../../cli/command/command.ts';
import { wordOf } from '../../cli/command/given.ts';

export const command: Command = {
  anyProfile: true,
  arguments: [{ name: 'name', about: 'profile name (default: the current one)', optional: true, resource: 'profiles' }],
  examples: ['profiles show', 'profiles show -o json'],
  run: async ({ settings, print }, given) => {
    const { profileOf, readStore } = await import('../../profiles/store.ts');
    const { needProfile } = await import('../../profiles/edit.ts');
    const { all, shown } = await import('./shown.ts');
    const store = readStore(settings.places);
    const name = wordOf(given, 'name') ?? settings.profile.value;
    // Without any login the default profile is there all the same, empty.
    const profile = name === 'default' ? (profileOf(store, name) ?? {}) : await needProfile(store, name);
    await print.record(shown(name, profile, name === (store.current ?? 'default')), all);
  },
};
