import type { Command } from '../cli/command/command.ts';

export const command: Command = {
  detail:
    'For programs and AI agents: one JSON object with every command, its arguments, options, types, choices, what changes something, exit codes and examples.',
  examples: ['commands', 'commands -q "commands[?changes_something].command"'],
  run: async (context) => {
    const { catalogue } = await import('../cli/catalogue.ts');
    const { print } = context;
    const tree = await catalogue();
    if (print.view.format !== 'table' || print.view.query !== undefined) return print.record(tree, []);
    const { toJson } = await import('../output/format/json.ts');
    await print.write(`${toJson(tree, 2)}\n`);
  },
};
