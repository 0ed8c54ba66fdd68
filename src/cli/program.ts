import { Failure, usage } from '../errors.ts';
import { send } from '../output/sink.ts';
import { colored } from '../output/text/color.ts';
import { sgr } from '../output/text/safe.ts';
import type { Settings } from '../profiles/settings.ts';
import { version } from '../version.ts';
import type { World } from '../world.ts';
import type { Command, Leaf } from './command/command.ts';
import { openContext } from './context.ts';
import { completeWords } from './operation/missing-arguments.ts';
import { readOptions, readWords } from './option-values.ts';
import type { Typed } from './parse.ts';
import { settle } from './settle.ts';
import { isGlobal, needsValue, type Route, route, strayOption } from './tree/route.ts';
import { type Entry, leaves } from './tree/tree.ts';

/**
 * Runs the command on the command line. Throws a `Failure`, which `main.ts` turns into text and an exit code. `prepare` loads the code that reports
 * failures, for long-running commands.
 */
export const dispatch = async (world: World, entries: readonly Entry[], prepare: () => Promise<unknown>): Promise<void> => {
  const all = leaves(entries);
  const asked = helpAsked(world.argv, all);
  const topic = world.argv[0] === 'help' ? world.argv[1] : undefined;
  if (topic !== undefined && (await explained(world, topic))) return;
  const found = route(asked, all);
  if (found.leaf === undefined) return overview(world, found, all);
  const command = await found.leaf.load();
  await runCommand(world, all, found.leaf, command, found.rest, prepare);
};

/** Shows a help topic; returns false if it does not exist. A command takes precedence over a topic only if more words were typed. */
const explained = async (world: World, name: string): Promise<boolean> => {
  if (world.argv.length > 2) return false;
  const { topicPage } = await import('./help/topics/topics.ts');
  const text = await topicPage(name, width(world));
  if (text !== undefined) await showHelp(world, text);
  return text !== undefined;
};

/** Turns `boltcall help agents list` and `boltcall agents help list` into `boltcall agents list --help`. */
const helpAsked = (argv: readonly string[], all: readonly Leaf[]): readonly string[] => {
  const at = argv.indexOf('help');
  const group = argv.slice(0, Math.max(0, at));
  if (at < 0 || group.some((word) => word.startsWith('-'))) return argv;
  return at === 0 || route(group, all).leaf === undefined ? [...group, ...argv.slice(at + 1), '--help'] : argv;
};

const width = (world: World): number => Math.max(24, Math.min(world.stdout.columns || 80, 120));

/**
 * Prints a help page with styled headings on a terminal. Escape codes are written inline, because loading the color library costs more than the
 * page.
 */
const showHelp = (world: World, text: string): Promise<void> => {
  const page = colored(world, world.stdout)
    ? text.replace(/^(Usage|Documentation|[A-Z][a-z]+( [a-z]+)?)(?=:( boltcall| https|$))/gm, `${sgr('1')}$1${sgr('22')}`)
    : text;
  return send(world.stdout, page);
};

/** Handles the program without a command, or a group without one: shows help or reports what is wrong with the words. */
const overview = async (world: World, found: Route, all: readonly Leaf[]): Promise<void> => {
  const stray = found.rest.find((token) => token.startsWith('-') && !isGlobal(token));
  if (stray !== undefined) throw strayOption(stray, found.words);
  const last = found.rest.at(-1) ?? '';
  if (needsValue(last)) throw usage(`option \`${last}\` needs a value`, `\`boltcall help options\` lists the options.`);
  const { groupHelp, programHelp } = await import('./help.ts');
  await showHelp(world, found.words.length === 0 ? programHelp(all, width(world)) : await groupHelp(found.words, all, width(world)));
};

/** Parses the rest of the line for one command, resolves the settings and runs it; or shows its help, or the version. */
const runCommand = async (
  world: World,
  tree: readonly Leaf[],
  leaf: Leaf,
  command: Command,
  rest: readonly string[],
  prepare: () => Promise<unknown>,
): Promise<void> => {
  const { parse } = await import('./parse.ts');
  const typed = parse(leaf, command, rest);
  if (typed === 'version') return send(world.stdout, `${version}\n`);
  if (typed === 'help') {
    const { commandHelp } = await import('./help.ts');
    return showHelp(world, commandHelp(leaf, command, width(world)));
  }
  // Once file descriptors have run out, the error messages can no longer be loaded.
  if (command.graceful) await prepare();
  return runTyped(world, tree, leaf, command, typed);
};

/**
 * Runs a command with parsed input, whatever its source. Throws a `Failure`.
 * @param accept checks the settings before anything is done, and throws to reject them
 */
export const runTyped = async (
  world: World,
  tree: readonly Leaf[],
  leaf: Leaf,
  command: Command,
  typed: Typed,
  accept: (settings: Settings) => void = () => {},
): Promise<void> => {
  const { resolveSettings } = await import('../profiles/resolve.ts');
  const own = command.formats?.includes(typed.globals.output ?? '') === true;
  const { output, ...others } = typed.globals;
  const settings = await resolveSettings(own ? others : typed.globals, world, { anyProfile: command.anyProfile === true });
  refuse(settings, command);
  accept(settings);
  if (settings.view.query !== undefined) await (await import('../output/format/query.ts')).checkQuery(settings.view.query);
  const { context, end } = openContext(world, settings, tree, leaf.words);
  try {
    for (const warning of settings.warnings) context.print.warn(warning);
    for (const note of settings.notes) context.print.note(note);
    const values = await readOptions(command, typed.raw, context);
    const words = await readWords(command, await completeWords(context, command, typed.words));
    const running = command.run(context, own ? { ...values, format: output } : values, words, typed.rest);
    await settle(world, running, context.signal, command.graceful === true);
  } finally {
    await end();
  }
};

/** Enforces --read-only, which no option overrides. A dry run sends nothing and is allowed. */
const refuse = (settings: Settings, command: Command): void => {
  if ((command.effect ?? 'none') === 'none' || !settings.readOnly.value || settings.dryRun) return;
  throw new Failure('forbidden', 'refused: this changes data, and read-only mode is on', {
    code: 'read_only',
    hint: `Read-only mode is set by ${settings.readOnly.from}.`,
  });
};
