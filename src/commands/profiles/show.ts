import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { all, shown } from './shown.ts';

export const command = defineCommand({
  columns: all,
  anyProfile: true,
  arguments: { name: argument('profile name (default: the current one)', { optional: true, resource: 'profiles' }) },
  examples: ['profiles show', 'profiles show -o json'],
  run: async ({ settings, print }, _, { name = settings.profile.value }) => {
    const { profileOf, readStore } = await import('../../profiles/store.ts');
    const { needProfile } = await import('../../profiles/edit.ts');
    const store = readStore(settings.places);
    // Without a login, the default profile still exists, empty.
    const profile = name === 'default' ? (profileOf(store, name) ?? {}) : await needProfile(store, name);
    await print.record(shown(name, profile, name === (store.current ?? 'default')), all);
  },
});
