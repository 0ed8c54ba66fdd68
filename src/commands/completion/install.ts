import type { Command } from '../../cli/command/command.ts';
import { textOf } from '../../cli/command/given.ts';
import { install, ownShell } from '../../completion/install.ts';
import { shells } from '../../completion/scripts.ts';
import { choice } from '../../resources/resource.ts';

export const command: Command = {
  options: [{ name: 'shell', value: 'name', field: choice('shell to use (default: your $SHELL)', shells) }],
  detail: 'Shows which file it changes. Running it twice is harmless.',
  examples: ['completion install --shell bash'],
  run: async ({ world, print }, given) => {
    const named = textOf(given, 'shell');
    const shell = shells.find((known) => known === named) ?? ownShell(world);
    const { file, changed } = await install(shell, world);
    if (print.view.format !== 'table') return print.record({ shell, file, changed }, []);
    await print.write(changed ? `Installed completion in ${file}\n` : `Completion is already installed in ${file}; nothing changed\n`);
  },
};
