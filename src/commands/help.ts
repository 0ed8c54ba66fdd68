import { Option as Flag, Command as Parser } from 'commander';
import type { Command } from './command.ts';
import { globalOptions } from './globals.ts';
import { groupAbout, type Leaf } from './tree.ts';

/** The headings under which the program's own help lists its commands; what is named in none stands under the last. */
const headings: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['Workspace', ['agents', 'calls', 'leads', 'messages', 'appointments', 'webhooks', 'analytics']],
  ['Development', ['listen', 'trigger', 'sandbox']],
  ['Setup', ['login', 'logout', 'whoami', 'profiles', 'config', 'completion', 'doctor', 'open']],
  ['More', []],
];

const heading = (word: string): string => headings.find(([, words]) => words.includes(word))?.[0] ?? 'More';

const configured = (name: string, width: number): Parser =>
  new Parser(name)
    .configureHelp({ helpWidth: width, minWidthToWrap: 24, sortSubcommands: false })
    .helpCommand(false)
    .helpOption('-h, --help', 'show this help');

const examples = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\nExamples:\n${lines.map((line) => `  $ boltcall ${line}`).join('\n')}\n`;

/** The help of the program, or of a group of commands (`webhooks`, `webhooks log`): what there is, a line each. */
export const groupHelp = (words: readonly string[], leaves: readonly Leaf[], width: number): string => {
  const top = words.length === 0;
  const parser = configured(['boltcall', ...words].join(' '), width).usage('<command> [options]');
  parser.description(top ? 'Operates a Boltcall workspace, and brings its webhook events to localhost.' : (groupAbout[words.join(' ')] ?? ''));
  const inside = leaves.filter((leaf) => !leaf.hidden && leaf.words.length > words.length && words.every((word, at) => leaf.words[at] === word));
  const order = top ? headings.flatMap(([name]) => inside.filter((leaf) => heading(leaf.words[0] ?? '') === name)) : inside;
  for (const leaf of order) {
    const word = leaf.words[words.length] ?? '';
    if (parser.commands.some((command) => command.name() === word)) continue;
    const group = leaf.words.length > words.length + 1;
    const stub = parser.command(word).description(group ? (groupAbout[[...words, word].join(' ')] ?? '') : leaf.about);
    stub.usage(' ').helpOption(false);
    if (top) stub.helpGroup(`${heading(word)}:`);
  }
  if (!top)
    return `${optionsLast(parser.helpInformation())}\n\`boltcall ${words.join(' ')} <command> --help\` says more of one; \`boltcall --help\` lists the options that all take.\n`;
  for (const { flags, about, rare } of globalOptions) parser.addOption(rare ? new Flag(flags, about).hideHelp() : new Flag(flags, about));
  parser.addOption(new Flag('-V, --version', 'show the version'));
  return `${optionsLast(parser.helpInformation())}${examples(['sandbox start --detach', 'agents list --sandbox', 'listen --sandbox --forward-to localhost:3000/hooks'])}\n\`boltcall <command> --help\` says more of one; \`boltcall help topics\` explains formats, dates, exit codes.\n`;
};

/** Commands first: they are what a newcomer looks for. Commander writes the options before them. */
const optionsLast = (text: string): string => {
  const options = /^Options:\n[\s\S]*?\n\n(?=\S)/m.exec(text)?.[0];
  return options === undefined ? text : `${text.replace(options, '').trimEnd()}\n\n${options.trimEnd()}\n`;
};

/** The help of one command. `parser` knows its options and arguments. */
export const commandHelp = (parser: Parser, leaf: Leaf, command: Command, width: number): string => {
  parser.configureHelp({ helpWidth: width, minWidthToWrap: 24 }).description([leaf.about, command.detail].filter(Boolean).join('\n\n'));
  return `${parser.helpInformation()}${examples(command.examples)}\nOptions that every command takes: \`boltcall --help\`.\n`;
};
