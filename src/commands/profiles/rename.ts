import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { usage } from '../../errors.ts';
import { column } from '../../resources/resource.ts';

export const command = defineCommand({
  anyProfile: true,
  arguments: {
    name: argument('profile name', { resource: 'profiles' }),
    newName: argument('new name'),
  },
  detail: 'Keeps its app secret and the label of its listeners.',
  examples: ['profiles rename default clinic'],
  run: async ({ settings, print }, _, { name: from, newName }) => {
    const { checkedName, needProfile, renamed } = await import('../../profiles/edit.ts');
    const { moveScope, profileScope } = await import('../../profiles/generated.ts');
    const { change } = await import('./change.ts');
    const { profileOf, readStore } = await import('../../profiles/store.ts');
    const to = checkedName(newName, 'new-name');
    await needProfile(readStore(settings.places), from);
    await change({ settings, print }, (store) => {
      if (profileOf(store, to))
        throw usage(`profile \`${to}\` already exists`, `Choose another name, or remove it: \`boltcall profiles remove ${to}\`.`);
      return renamed(store.current === undefined && from === 'default' ? { ...store, current: from } : store, from, to);
    });
    if (!settings.dryRun) await moveScope(settings.places, profileScope(from), profileScope(to));
    await print.record({ name: to, was: from }, [column('name'), column('was')], { changed: true });
  },
});
