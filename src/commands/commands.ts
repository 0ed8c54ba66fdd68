import { argument } from '../cli/command/argument.ts';
import { type Context, defineCommand } from '../cli/command/command.ts';
import { flag } from '../cli/command/option.ts';

export const command = defineCommand({
  arguments: { words: argument('a command, to see only that one', { optional: true, repeat: true }) },
  options: { brief: flag('one line for each command', { conflicts: ['words'] }) },
  detail: 'For programs and AI agents: one JSON object with every command, its arguments, options, types, choices, effects, exit codes and examples.',
  examples: ['commands', 'commands --brief', 'commands calls outbound', 'commands -q "commands[?changes_something].command"'],
  run: async (context, { brief }, { words }) => {
    const { briefCatalogue, catalogue } = await import('../cli/catalogue.ts');
    const { print, tree } = context;
    if (brief) return print.write(briefCatalogue(tree));
    const all = words.length > 0 ? await only(context, words) : await catalogue(tree);
    if (print.view.format !== 'table' || print.view.query !== undefined) return print.record(all, []);
    const { toJson } = await import('../output/format/json.ts');
    await print.write(`${toJson(all, 2)}\n`);
  },
});

/** Returns the catalog entry of the command with these words. Fails with `usage` if there is no such command. */
const only = async ({ tree }: Context, words: readonly string[]): Promise<Record<string, unknown>> => {
  const [{ route }, { catalogueEntry }, { usage }] = await Promise.all([
    import('../cli/tree/route.ts'),
    import('../cli/catalogue.ts'),
    import('../errors.ts'),
  ]);
  const { leaf } = route(words, tree);
  if (leaf === undefined) throw usage(`\`${words.join(' ')}\` is a group of commands`, `\`boltcall ${words.join(' ')} --help\` lists them.`);
  return catalogueEntry(leaf);
};
