import { defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { install, ownShell } from '../../completion/install.ts';
import { shells } from '../../completion/scripts.ts';
import { choice } from '../../resources/resource.ts';

export const command = defineCommand({
  options: { shell: option('name', choice('shell to use (default: your $SHELL)', shells)) },
  detail: 'Shows which file it changes. Running it twice is harmless.',
  examples: ['completion install --shell bash'],
  run: async ({ world, print }, { shell = ownShell(world) }) => {
    const { file, changed } = await install(shell, world);
    if (print.view.format !== 'table') return print.record({ shell, file, changed }, []);
    await print.write(changed ? `Installed completion in ${file}\n` : `Completion is already installed in ${file}; nothing changed\n`);
  },
});
