import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { column } from '../../resources/resource.ts';

export const command = defineCommand({
  anyProfile: true,
  arguments: { name: argument('profile to switch to', { resource: 'profiles' }) },
  examples: ['profiles use default'],
  run: async ({ settings, print, world }, _, { name }) => {
    const { change } = await import('./change.ts');
    const { needProfile } = await import('../../profiles/edit.ts');
    const { readStore } = await import('../../profiles/store.ts');
    if (name !== 'default') await needProfile(readStore(settings.places), name);
    await change({ settings, print }, (store) => ({ ...store, current: name }));
    await print.record({ current: name }, [column('current')], { changed: true });
    if (settings.profile.from === '.boltcall.json' && settings.profile.value !== name)
      print.note(`In this directory .boltcall.json names profile ${settings.profile.value}, and wins; --profile ${name} wins over it.`);
    for (const variable of ['BOLTCALL_PROFILE', 'BOLTCALL_API_KEY', 'BOLTCALL_SANDBOX']) {
      if (world.env[variable]) print.note(`${variable} is set and still overrides it in this shell.`);
    }
  },
});
