import type { Command } from '../../cli/command/command.ts';
import { wordsOf } from '../../cli/command/given.ts';
import { column } from '../../resources/resource.ts';

export const command: Command = {
  arguments: [
    {
      name: 'key',
      about: 'setting names',
      repeat: true,
      choices: ['base_url', 'output', 'default_agent', 'from_number', 'forward_to', 'via', 'region', 'timezone', 'read_only', 'confirm'],
    },
  ],
  examples: ['profiles unset region'],
  run: async ({ settings, print }, given) => {
    const { memberOf } = await import('../../profiles/settable.ts');
    const { withProfile } = await import('../../profiles/edit.ts');
    const { change } = await import('./change.ts');
    const { profileOf } = await import('../../profiles/store.ts');
    const names: string[] = [];
    for (const word of wordsOf(given, 'key')) names.push((await memberOf(word)).name);
    const profile = settings.profile.value;
    await change({ settings, print }, (store) => {
      const before = profileOf(store, profile);
      return before ? withProfile(store, profile, Object.fromEntries(Object.entries(before).filter(([name]) => !names.includes(name)))) : store;
    });
    await print.record({ profile, unset: names }, [column('profile'), column('unset', 'list')], { changed: true });
  },
};
