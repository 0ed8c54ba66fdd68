import { defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { install, ownShell } from '../../completion/install.ts';
import { shells } from '../../completion/scripts.ts';
import { choice } from '../../resources/resource.ts';

export const command = defineCommand({
  options: { shell: option('name', choice('the shell; by default yours, as SHELL says', shells)) },
  detail: 'Says which file it changes. Doing it twice changes nothing.',
  examples: ['completion install --shell bash'],
  run: async ({ world, print }, { shell = ownShell(world) }) => {
    const { file, changed } = await install(shell, world);
    if (print.view.format !== 'table') return print.record({ shell, file, changed }, []);
    await print.write(changed ? `completion installed in ${file}\n` : `completion is installed in ${file} already; nothing changed\n`);
  },
});
