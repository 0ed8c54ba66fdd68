import { defineCommand } from '../cli/command/command.ts';

export const command = defineCommand({
  detail:
    'For programs and AI agents: one JSON object with every command, its arguments, options, types, choices, what changes something, exit codes and examples.',
  examples: ['commands', 'commands -q "commands[?changes_something].command"'],
  run: async (context) => {
    const { catalogue } = await import('../cli/catalogue.ts');
    const { print } = context;
    const all = await catalogue(context.tree);
    if (print.view.format !== 'table' || print.view.query !== undefined) return print.record(all, []);
    const { toJson } = await import('../output/format/json.ts');
    await print.write(`${toJson(all, 2)}\n`);
  },
});
