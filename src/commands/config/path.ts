import { defineCommand } from '../../cli/command/command.ts';
import { column } from '../../resources/resource.ts';

export const command = defineCommand({
  anyProfile: true,
  detail:
    'BOLTCALL_CONFIG_DIR, BOLTCALL_STATE_DIR and BOLTCALL_CACHE_DIR change a directory, as do the XDG variables. The configuration holds keys (mode 0600), the state holds logs and registrations, the cache holds names for completion.',
  examples: ['config path', 'config path -q config_file'],
  run: async ({ settings, print, world }) => {
    const { storeFile } = await import('../../profiles/directories.ts');
    const { projectFile } = await import('../../profiles/project.ts');
    const { config, state, cache } = settings.places;
    const paths = { config_file: storeFile(settings.places), project_file: projectFile(world) ?? null, config, state, cache };
    await print.record(paths, [column('config_file'), column('project_file'), column('config'), column('state'), column('cache')]);
  },
});
