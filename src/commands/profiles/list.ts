import { defineCommand } from '../../cli/command/command.ts';
import { columns, shown } from './shown.ts';

export const command = defineCommand({
  columns,
  anyProfile: true,
  detail: 'The current profile is used unless --profile, BOLTCALL_PROFILE or .boltcall.json selects another. Keys are masked.',
  examples: ['profiles list', 'profiles list --columns name,mode'],
  run: async ({ settings, print }) => {
    const { readStore } = await import('../../profiles/store.ts');
    const store = readStore(settings.places);
    const current = store.current ?? 'default';
    await print.list(
      Object.entries(store.profiles).map(([name, profile]) => shown(name, profile, name === current)),
      columns,
    );
    if (Object.keys(store.profiles).length === 0) print.note('No profiles yet. Create one with `boltcall login`.');
  },
});
