import type { Command } from '../../cli/command/command.ts';
import { textOf } from '../../cli/command/given.ts';
import { ownShell, uninstall } from '../../completion/install.ts';
import { shells } from '../../completion/scripts.ts';
import { choice } from '../../resources/resource.ts';

export const command: Command = {
  options: [{ name: 'shell', value: 'name', field: choice('shell to use (default: your $SHELL)', shells) }],
  detail: 'Shows which file it changes. Running it twice is harmless.',
  examples: ['completion uninstall --shell bash'],
  run: async ({ world, print }, given) => {
    const named = textOf(given, 'shell');
    const shell = shells.find((known) => known === named) ?? ownShell(world);
    const { file, changed } = await uninstall(shell, world);
    if (print.view.format !== 'table') return print.record({ shell, file, changed }, []);
    await print.write(changed ? `Removed completion from ${file}\n` : `Completion is not installed in ${file}; nothing changed\n`);
  },
};
