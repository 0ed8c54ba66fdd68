import { argument } from '../../cli/command/argument.ts';
import { type Context, defineCommand } from '../../cli/command/command.ts';
import { flag } from '../../cli/command/option.ts';
import { usage } from '../../errors.ts';
import { column } from '../../resources/resource.ts';

export const command = defineCommand({
  anyProfile: true,
  arguments: { name: argument('profile names', { repeat: true, resource: 'profiles' }) },
  options: { withSecret: flag('also remove its app secret; apps that verify with it stop accepting deliveries') },
  detail:
    'Asks for confirmation, then removes the saved key and settings from this machine. The key stays valid until you revoke it in the dashboard.',
  examples: ['profiles remove default'],
  run: async (context, { withSecret }, { name: names }) => {
    const { settings, print } = context;
    const { needProfile, withoutProfiles } = await import('../../profiles/edit.ts');
    const { forget, keptBefore, profileScope } = await import('../../profiles/generated.ts');
    const { change } = await import('./change.ts');
    const { readStore } = await import('../../profiles/store.ts');
    const before = readStore(settings.places);
    for (const name of names) await needProfile(before, name);
    await askFirst(context, names);
    await change({ settings, print }, (store) => withoutProfiles(store, names));
    if (!settings.dryRun && withSecret) for (const name of names) await forget(settings.places, profileScope(name));
    await print.list(
      names.map((name) => ({ name, removed: true })),
      [column('name'), column('removed')],
      { changed: true },
    );
    if (!withSecret && names.some((name) => keptBefore(settings.places, profileScope(name), 'webhook_secret') !== undefined))
      print.note(
        names.length === 1
          ? 'Its app secret stays, for a profile of this name; --with-secret removes it too.'
          : 'Their app secrets stay, for profiles of these names; --with-secret removes them too.',
      );
    if (before.current !== undefined && names.includes(before.current))
      print.note('No profile is current now. Choose one with `boltcall profiles use NAME`.');
  },
});

/** A key removed here must be created again in the dashboard, so removal requires confirmation. */
const askFirst = async ({ settings, ask }: Context, names: readonly string[]): Promise<void> => {
  if (settings.yes || settings.dryRun) return;
  const what = `remove ${names.length === 1 ? 'profile' : 'profiles'} ${names.join(', ')} with key and settings`;
  if (!ask.possible) throw usage(`confirmation required, but this is not an interactive terminal: ${what}`, 'Add --yes to continue.');
  await ask.confirm(`${what.charAt(0).toUpperCase()}${what.slice(1)}?`);
};
