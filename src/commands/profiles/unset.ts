import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { column } from '../../resources/resource.ts';
import { settable } from './change.ts';

export const command = defineCommand({
  arguments: { key: argument('setting names', { repeat: true, choices: settable, open: true }) },
  examples: ['profiles unset region'],
  run: async ({ settings, print }, _, { key: keys }) => {
    const { memberOf } = await import('../../profiles/settable.ts');
    const { withProfile } = await import('../../profiles/edit.ts');
    const { change } = await import('./change.ts');
    const { profileOf } = await import('../../profiles/store.ts');
    const names: string[] = [];
    for (const word of keys) names.push((await memberOf(word)).name);
    const profile = settings.profile.value;
    await change({ settings, print }, (store) => {
      const before = profileOf(store, profile);
      return before ? withProfile(store, profile, Object.fromEntries(Object.entries(before).filter(([name]) => !names.includes(name)))) : store;
    });
    await print.record({ profile, unset: names }, [column('profile'), column('unset', 'list')], { changed: true });
  },
});
