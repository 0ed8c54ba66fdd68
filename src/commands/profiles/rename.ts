import type { Command } from '../../cli/command/command.ts';
import { wordOf } from '../../cli/command/given.ts';
import { usage } from '../../errors.ts';
import { column } from '../../resources/resource.ts';

export const command: Command = {
  anyProfile: true,
  arguments: [
    { name: 'name', about: 'profile name', resource: 'profiles' },
    { name: 'new-name', about: 'new name' },
  ],
  detail: 'Keeps its app secret and the label of its listeners.',
  examples: ['profiles rename default clinic'],
  run: async ({ settings, print }, given) => {
    const { checkedName, needProfile, renamed } = await import('../../profiles/edit.ts');
    const { moveScope, profileScope } = await import('../../profiles/generated.ts');
    const { change } = await import('./change.ts');
    const { profileOf, readStore } = await import('../../profiles/store.ts');
    const from = wordOf(given, 'name') ?? '';
    const to = checkedName(wordOf(given, 'new-name') ?? '', 'new-name');
    await needProfile(readStore(settings.places), from);
    await change({ settings, print }, (store) => {
      if (profileOf(store, to))
        throw usage(`profile \`${to}\` already exists`, `Choose another name, or remove it: \`boltcall profiles remove ${to}\`.`);
      return renamed(store.current === undefined && from === 'default' ? { ...store, current: from } : store, from, to);
    });
    if (!settings.dryRun) await moveScope(settings.places, profileScope(from), profileScope(to));
    await print.record({ name: to, was: from }, [column('name'), column('was')], { changed: true });
  },
};
