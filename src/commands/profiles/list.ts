import { defineCommand } from '../../cli/command/command.ts';

export const command = defineCommand({
  anyProfile: true,
  detail: 'The current profile is the one in use where neither --profile, BOLTCALL_PROFILE nor .boltcall.json names another. Keys are shown masked.',
  examples: ['profiles list', 'profiles list --columns name,mode'],
  run: async ({ settings, print }) => {
    const { readStore } = await import('../../profiles/store.ts');
    const { columns, shown } = await import('./shown.ts');
    const store = readStore(settings.places);
    const current = store.current ?? 'default';
    await print.list(
      Object.entries(store.profiles).map(([name, profile]) => shown(name, profile, name === current)),
      columns,
    );
    if (Object.keys(store.profiles).length === 0) print.note('No profile is stored: `boltcall login` makes one.');
  },
});
