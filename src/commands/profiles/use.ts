import type { Command } from '../../cli/command/command.ts';
import { wordOf } from '../../cli/command/given.ts';
import { column } from '../../resources/resource.ts';

export const command: Command = {
  anyProfile: true,
  arguments: [{ name: 'name', about: 'the profile to use from now on', resource: 'profiles' }],
  examples: ['profiles use default'],
  run: async ({ settings, print, world }, given) => {
    const { change } = await import('./change.ts');
    const { needProfile } = await import('../../profiles/edit.ts');
    const { readStore } = await import('../../profiles/store.ts');
    const name = wordOf(given, 'name') ?? '';
    if (name !== 'default') await needProfile(readStore(settings.places), name);
    await change({ settings, print }, (store) => ({ ...store, current: name }));
    await print.record({ current: name }, [column('current')], { changed: true });
    if (settings.profile.from === '.boltcall.json' && settings.profile.value !== name)
      print.note(`In this directory .boltcall.json names profile ${settings.profile.value}, and wins; --profile ${name} wins over it.`);
    for (const variable of ['BOLTCALL_PROFILE', 'BOLTCALL_API_KEY', 'BOLTCALL_SANDBOX']) {
      if (world.env[variable]) print.note(`${variable} is set and still decides in this shell.`);
    }
  },
};
