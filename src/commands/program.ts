import { CommanderError, Option as Flag, Command as Parser } from 'commander';
import { Failure, usage } from '../errors.ts';
import { send } from '../output/sink.ts';
import type { GlobalOptions } from '../profiles/options.ts';
import type { Settings } from '../profiles/settings.ts';
import { version } from '../version.ts';
import type { World } from '../world.ts';
import type { Command, Given, Option } from './command.ts';
import { openContext } from './context.ts';
import { globalOptions } from './globals.ts';
import { readOptions } from './read-options.ts';
import { type Route, route } from './route.ts';
import { settle } from './settle.ts';
import { type Leaf, leaves } from './tree.ts';

/**
 * Runs what the command line asks for. Throws a `Failure`, which `main.ts` turns into words and an exit code.
 */
export const dispatch = async (world: World): Promise<void> => {
  const all = leaves();
  const asked = world.argv[0] === 'help' ? helpWords(world.argv.slice(1)) : world.argv;
  const topic = world.argv[0] === 'help' ? world.argv[1] : undefined;
  if (topic !== undefined && (await explained(world, topic))) return;
  const found = route(asked, all);
  if (found.leaf === undefined) return overview(world, found, all);
  const command = await found.leaf.load();
  await runCommand(world, found.leaf, command, found.rest);
};

/** Shows a help topic; false where there is none of that name. A command's name goes before a topic's only with more words. */
const explained = async (world: World, name: string): Promise<boolean> => {
  if (world.argv.length > 2) return false;
  const { topicPage } = await import('./topics/index.ts');
  const text = await topicPage(name, width(world));
  if (text !== undefined) await send(world.stdout, text);
  return text !== undefined;
};

/** `boltcall help agents list` is `boltcall agents list --help`. */
const helpWords = (argv: readonly string[]): string[] => [...argv, '--help'];

const width = (world: World): number => Math.max(24, Math.min(world.stdout.columns || 80, 120));

/** The program without a command, or a group without one: its help, or what is wrong with the words. */
const overview = async (world: World, found: Route, all: readonly Leaf[]): Promise<void> => {
  const stray = found.rest.find((token) => token.startsWith('-') && !isGlobal(token) && token !== '-h' && token !== '--help');
  if (stray !== undefined) throw usage(`unknown option '${stray}'`, `\`${['boltcall', ...found.words].join(' ')} --help\` lists the commands.`);
  const { groupHelp, programHelp } = await import('./help.ts');
  await send(world.stdout, await (found.words.length === 0 ? programHelp(all, width(world)) : groupHelp(found.words, all, width(world))));
};

const isGlobal = (token: string): boolean => globalOptions.some((option) => option.flags.split(/[ ,]+/).includes(token.split('=')[0] ?? ''));

/** Parses the rest of the line for one command, resolves the settings and runs it. */
const runCommand = async (world: World, leaf: Leaf, command: Command, rest: readonly string[]): Promise<void> => {
  const typed = await parse(world, leaf, command, rest);
  if (typed === undefined) return;
  const { resolveSettings } = await import('../profiles/resolve.ts');
  const own = command.formats?.includes(typed.globals.output ?? '') === true;
  const { output, ...others } = typed.globals;
  const settings = await resolveSettings(own ? others : typed.globals, world, { anyProfile: command.anyProfile === true });
  refuse(settings, command);
  if (settings.view.query !== undefined) await (await import('../output/query.ts')).checkQuery(settings.view.query);
  const { context, end } = openContext(world, settings, leaf.words);
  try {
    for (const warning of settings.warnings) context.print.warn(warning);
    for (const note of settings.notes) context.print.note(note);
    const values = await readOptions(command, typed.raw, context);
    const given: Given = { words: typed.words, rest: typed.rest, values: own ? { ...values, output } : values };
    await settle(command.run(context, given), context.signal, command.graceful === true);
  } finally {
    await end();
  }
};

/** --read-only, which no option undoes. A dry run sends nothing and is let through. */
const refuse = (settings: Settings, command: Command): void => {
  if ((command.effect ?? 'none') === 'none' || !settings.readOnly.value || settings.dryRun) return;
  throw new Failure('forbidden', 'refused: this would change the service, and only reading is allowed', {
    code: 'read_only',
    hint: `Read-only is set by ${settings.readOnly.from}.`,
  });
};

interface Typed {
  readonly globals: GlobalOptions;
  readonly words: Given['words'];
  readonly raw: Readonly<Record<string, string | readonly string[] | boolean>>;
  readonly rest: readonly string[];
}

/** Lets commander read the options and arguments of one command. Undefined: help was asked for and shown. */
const parse = async (world: World, leaf: Leaf, command: Command, rest: readonly string[]): Promise<Typed | undefined> => {
  const dashes = rest.indexOf('--');
  const behind = command.rest && dashes >= 0 ? rest.slice(dashes + 1) : [];
  const line = command.rest && dashes >= 0 ? rest.slice(0, dashes) : rest;
  const parser = parserFor(leaf, command);
  try {
    parser.parse([...line], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') {
      const { commandHelp } = await import('./help.ts');
      await send(world.stdout, await commandHelp(leaf, command, width(world)));
      return undefined;
    }
    throw misuse(error, leaf, command, line);
  }
  const options: Record<string, unknown> = parser.opts();
  if (options['version'] === true) {
    await send(world.stdout, `${version}\n`);
    return undefined;
  }
  return {
    globals: globalsOf(options),
    words: Object.fromEntries((command.arguments ?? []).map((argument, at) => [argument.name, wordsAt(parser.processedArgs[at])])),
    raw: Object.fromEntries((command.options ?? []).flatMap((option) => rawOf(option, options))),
    rest: behind,
  };
};

const wordsAt = (value: unknown): string | readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((word) => typeof word === 'string') : typeof value === 'string' ? value : undefined;

const isRaw = (value: unknown): value is string | readonly string[] | boolean =>
  typeof value === 'string' || typeof value === 'boolean' || (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));

const attribute = (name: string): string => new Flag(`--${name}`).attributeName();

const rawOf = (option: Option, options: Record<string, unknown>): Array<[string, string | readonly string[] | boolean]> => {
  for (const name of [option.name, ...(option.aliases ?? [])]) {
    const value = options[attribute(name)];
    // Commander turns `--no-verify` into a `verify` that is true unless the flag was typed.
    const negated = name.startsWith('no-') && typeof value === 'boolean';
    if (negated ? value === false : isRaw(value)) return [[option.name, negated || (isRaw(value) ? value : true)]];
  }
  return [];
};

const globalsOf = (options: Record<string, unknown>): GlobalOptions => {
  const globals: Record<string, unknown> = {};
  for (const { key } of globalOptions) if (options[key] !== undefined) globals[key] = options[key];
  return globals;
};

/** The commander command of one leaf: the global options and its own. */
const parserFor = (leaf: Leaf, command: Command): Parser => {
  const parser = new Parser(['boltcall', ...leaf.words].join(' '));
  parser.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  parser.helpOption('-h, --help').addOption(new Flag('-V, --version'));
  const own = new Set((command.options ?? []).flatMap((option) => [`--${option.name}`, ...(option.short ? [`-${option.short}`] : [])]));
  for (const option of command.options ?? []) for (const flag of flagsOf(option)) parser.addOption(flag);
  for (const option of globalOptions) {
    // A command's own flag stands before a global one of the same name.
    const names = option.flags.split(/, /).filter((flag) => !own.has(flag.split(' ')[0] ?? ''));
    if (names.length > 0 && names.some((flag) => flag.startsWith('--'))) parser.addOption(new Flag(names.join(', ')));
  }
  for (const argument of command.arguments ?? []) {
    const name = argument.repeat ? `${argument.name}...` : argument.name;
    parser.argument(argument.optional ? `[${name}]` : `<${name}>`);
  }
  return parser;
};

const flagsOf = (option: Option): Flag[] =>
  [option.name, ...(option.aliases ?? [])].map((name, at) => {
    const short = at === 0 && option.short ? `-${option.short}, ` : '';
    const flag = new Flag(`${short}--${name}${option.value === undefined ? '' : ` <${option.value}>`}`);
    // Repeatable options take one value each, never several.
    if (repeats(option)) flag.argParser<string[]>((value, sofar) => [...(sofar ?? []), value]);
    return flag;
  });

const repeats = (option: Option): boolean => option.field.kind === 'list' || option.field.kind === 'pairs';

/** Commander's own words, turned into a usage failure that says what to type instead. */
const misuse = (error: CommanderError, leaf: Leaf, command: Command, line: readonly string[]): Failure => {
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const help = `\`boltcall ${leaf.words.join(' ')} --help\` shows how it is used.`;
  if (error.code === 'commander.excessArguments') {
    const at = line.indexOf('--json');
    const next = line[at + 1];
    if (at >= 0 && next !== undefined && /^[\w.]+(,[\w.]+)*$/.test(next))
      return usage('--json takes no value here', `Choose fields with \`--columns ${next}\`.`);
    return usage(first.replace(/\.$/, ''), help);
  }
  if (error.code === 'commander.unknownOption') {
    const typed = /'(--?[^']+)'/.exec(first)?.[1] ?? '';
    const longer = (command.options ?? []).filter((option) => `--${option.name}`.startsWith(`${typed}-`));
    if (longer.length === 1 && longer[0]) return usage(first, `Did you mean --${longer[0].name}?`);
  }
  const hint = more.join(' ').replace(/^\((.*)\)$/, '$1');
  return usage(first, hint === '' ? help : hint);
};
