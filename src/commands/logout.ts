import { defineCommand } from '../cli/command/command.ts';
import { flag } from '../cli/command/option.ts';
import { column } from '../resources/resource.ts';

export const command = defineCommand({
  options: { all: flag('remove the keys of all profiles') },
  detail:
    'Removes the saved key and keeps the other settings of the profile. The key stays valid until you revoke it in the dashboard (`boltcall open keys`).',
  examples: ['logout', 'logout --all'],
  run: async ({ settings, print, world }, { all }) => {
    const { change } = await import('./profiles/change.ts');
    const { withoutKey } = await import('../profiles/edit.ts');
    const removed: string[] = [];
    await change({ settings, print }, (store) => ({
      ...store,
      profiles: Object.fromEntries(
        Object.entries(store.profiles).map(([name, profile]) => {
          if (!(all || name === settings.profile.value) || (profile['api_key'] ?? profile['key_command']) === undefined) return [name, profile];
          removed.push(name);
          return [name, withoutKey(profile)];
        }),
      ),
    }));
    await print.record({ logged_out: removed }, [column('logged_out', 'list', 'LOGGED OUT')], { changed: true });
    if (removed.length === 0) print.note(all ? 'No key was saved.' : `No key was saved in profile ${settings.profile.value}.`);
    if (world.env['BOLTCALL_API_KEY']) print.note('BOLTCALL_API_KEY is still set in this shell and will be used.');
  },
});
