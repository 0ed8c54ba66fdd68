import { CommanderError, Option as Flag, Command as Parser } from 'commander';
import { type Failure, usage } from '../errors.ts';
import type { GlobalOptions } from '../profiles/options.ts';
import { suggest } from '../values/suggest.ts';
import type { Words } from './command/argument.ts';
import type { Command, Leaf } from './command/command.ts';
import { flagNames, globalOptions } from './command/global-options.ts';
import type { Option, Raw } from './command/option.ts';
import { checkTogether } from './command/together.ts';
import { commandElsewhere, optionElsewhere, optionImpossible, undashed } from './tree/other-tools.ts';

/** What was typed for one command. */
export interface Typed {
  readonly globals: GlobalOptions;
  readonly words: Words;
  /** By key. */
  readonly raw: Readonly<Record<string, Raw>>;
  /** The words after `--`. */
  readonly rest: readonly string[];
}

/**
 * Parses the options and arguments of one command with commander. Fails with `usage` for anything the command does not accept. A separate module, so
 * that commander is loaded only if there is something to parse.
 */
export const parse = (leaf: Leaf, command: Command, rest: readonly string[]): Typed | 'help' | 'version' => {
  const dashes = rest.indexOf('--');
  const behind = command.rest && dashes >= 0 ? rest.slice(dashes + 1) : [];
  if (behind[0] === '') throw usage('the program after -- has an empty name', 'Check for an unset variable: it expands to an empty argument.');
  const line = command.rest && dashes >= 0 ? rest.slice(0, dashes) : rest;
  const parser = parserFor(leaf, command);
  refuseOddDashes(command, line);
  try {
    parser.parse([...line], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return 'help';
    throw misuse(error, leaf, command, line, parser.args);
  }
  const options: Record<string, unknown> = parser.opts();
  if (options['version'] === true) return 'version';
  const words = Object.fromEntries((command.arguments ?? []).map((argument, at) => [argument.key, wordsAt(parser.processedArgs[at])]));
  const raw = Object.fromEntries((command.options ?? []).flatMap((option) => rawOf(option, options)));
  const typedWords = Object.keys(words).filter((key) => (words[key] ?? '').length > 0);
  checkTogether(command, new Set([...typedWords, ...Object.keys(raw)]));
  return { globals: globalsOf(options), words, raw, rest: behind };
};

/** Fails with `usage` for an option typed with a different kind of dash, which would otherwise be taken for an id. */
const refuseOddDashes = (command: Command, line: readonly string[]): void => {
  const known = [...globalOptions.flatMap(flagNames), ...(command.options ?? []).flatMap(({ name, short }) => [`--${name}`, `-${short ?? ''}`])];
  for (const token of line) {
    const meant = undashed(token);
    if (meant !== undefined && known.includes(meant.split('=')[0] ?? ''))
      throw usage(`\`${token}\` begins with another dash than options do`, `Did you mean \`${meant}\`?`);
  }
};

const wordsAt = (value: unknown): string | readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((word) => typeof word === 'string') : typeof value === 'string' ? value : undefined;

const isRaw = (value: unknown): value is Raw =>
  typeof value === 'string' || typeof value === 'boolean' || (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));

const attribute = (name: string): string => new Flag(`--${name}`).attributeName();

const rawOf = (option: Option, options: Record<string, unknown>): Array<[string, Raw]> => {
  for (const name of [option.name, ...(option.aliases ?? [])]) {
    const value = options[attribute(name)];
    // Commander turns `--no-verify` into a `verify` that is true unless the flag was typed.
    const negated = name.startsWith('no-') && typeof value === 'boolean';
    if (negated ? value === false : isRaw(value)) return [[option.key, negated || (isRaw(value) ? value : true)]];
  }
  return [];
};

const globalsOf = (options: Record<string, unknown>): GlobalOptions => {
  const globals: Record<string, unknown> = {};
  for (const { key } of globalOptions) if (options[key] !== undefined) globals[key] = options[key];
  return globals;
};

/** Returns the commander command for a leaf: the global options and its own. */
const parserFor = (leaf: Leaf, command: Command): Parser => {
  const parser = new Parser(['boltcall', ...leaf.words].join(' '));
  parser.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  parser.helpOption('-h, --help').addOption(new Flag('-V, --version'));
  const own = new Set((command.options ?? []).flatMap((option) => [`--${option.name}`, ...(option.short ? [`-${option.short}`] : [])]));
  for (const option of command.options ?? []) for (const flag of flagsOf(option)) parser.addOption(flag);
  for (const option of globalOptions) {
    // A command's own flag takes precedence over a global one with the same name.
    const names = option.flags.split(/, /).filter((flag) => !own.has(flag.split(' ')[0] ?? ''));
    if (names.length > 0 && names.some((flag) => flag.startsWith('--'))) parser.addOption(new Flag(names.join(', ')));
  }
  for (const argument of command.arguments ?? []) {
    const name = argument.repeat ? `${argument.name}...` : argument.name;
    // None is required here: missing ones may be prompted for (`words.ts`).
    parser.argument(`[${name}]`);
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

/** Converts a commander error to a usage failure that says what to type instead. */
const misuse = (error: CommanderError, leaf: Leaf, command: Command, line: readonly string[], words: readonly string[]): Failure => {
  // Options are set in backticks, as in all other messages.
  const [first = '', ...more] = error.message
    .replace(/^error: /, '')
    .replace(/'(-[^']*)'/, '`$1`')
    .split('\n');
  const help = `\`boltcall ${leaf.words.join(' ')} --help\` shows the usage.`;
  if (error.code === 'commander.excessArguments') {
    const at = line.indexOf('--json');
    const next = line[at + 1];
    if (at >= 0 && next !== undefined && /^[\w.]+(,[\w.]+)*$/.test(next))
      return usage('--json takes no value', `Use \`--columns ${next}\` to select fields.`);
    return tooMany(words[(command.arguments ?? []).length] ?? '', leaf, command, line, help);
  }
  if (error.code === 'commander.optionMissingArgument') return usage(`\`${/--[\w-]+/.exec(first)?.[0] ?? ''}\` needs a value`, help);
  if (error.code === 'commander.unknownOption') {
    const typed = /`(--?[^`]+)`/.exec(first)?.[1] ?? '';
    const valued = withValue(typed, command);
    if (valued !== undefined) return valued;
    const impossible = optionImpossible(leaf.words.join(' '), typed);
    if (impossible !== undefined) return usage(first, impossible);
    const longer = (command.options ?? []).filter((option) => `--${option.name}`.startsWith(`${typed}-`));
    if (longer.length === 1 && longer[0]) return usage(first, `Did you mean --${longer[0].name}?`);
    const elsewhere = commandElsewhere([leaf.words[0] ?? '', typed]);
    if (elsewhere !== undefined) return usage(first, `Did you mean \`${elsewhere}\`?`);
    const other = optionElsewhere(typed, [...(command.options ?? []).map(({ name }) => `--${name}`), ...globalOptions.flatMap(flagNames)]);
    if (other !== undefined) return usage(first, `Did you mean ${other}? ${help}`);
    // The beginning of a longer option, misspelled: `--fowrard` for --forward-to.
    const begun = (command.options ?? []).map(({ name }) => `--${name}`).filter((name) => suggest(typed, [name.slice(0, typed.length)]));
    if (more.length === 0 && begun.length > 0 && begun.length <= 3)
      return usage(first, `Did you mean ${begun.length > 1 ? 'one of ' : ''}${begun.join(', ')}?`);
  }
  const hint = more.join(' ').replace(/^\((.*)\)$/, '$1');
  return usage(first, hint === '' ? help : hint);
};

/** Returns the failure for a value after an option that takes none: `--json=id,name`, `--quiet=yes`. */
const withValue = (typed: string, command: Command): Failure | undefined => {
  const [name = '', value] = typed.split(/=(.*)/s);
  const known = [...globalOptions.flatMap(flagNames), ...(command.options ?? []).map((option) => `--${option.name}`)];
  if (value === undefined || !known.includes(name)) return undefined;
  const fields = name === '--json' && /^[\w.]+(,[\w.]+)*$/.test(value);
  return usage(`${name} takes no value`, fields ? `Choose fields with \`--json --columns ${value}\`.` : `Write ${name} alone.`);
};

const shellWord = (word: string): string => (/\s/.test(word) ? `'${word}'` : word);

/**
 * Returns the failure for an extra word. It is most likely the value of an option: of the first missing required one, or else of the command's main
 * option.
 */
const tooMany = (word: string, leaf: Leaf, command: Command, line: readonly string[], help: string): Failure => {
  // It is most likely a key, so it is not echoed.
  if (leaf.words.join(' ') === 'login')
    return usage(
      '`boltcall login` takes no word: a key on the command line can be read by others',
      'Pass it on standard input: `boltcall login --with-key < key.txt`.',
    );
  const before = line.lastIndexOf(word) - 2;
  const last =
    before < 0
      ? undefined
      : (command.options ?? []).find(
          ({ name, short, value: takes }) => takes !== undefined && [`--${name}`, `-${short}`].includes(line[before] ?? ''),
        );
  // After the value of an option: a second value, or the rest of an unquoted value with a space.
  if (last !== undefined && (repeats(last) || (last.field.kind === 'text' && last.field.rules.format === undefined))) {
    const value = line[before + 1] ?? '';
    const apart = `--${last.name} ${shellWord(value)} --${last.name} ${shellWord(word)}`;
    return usage(
      `unexpected argument \`${word}\` after \`boltcall ${leaf.words.join(' ')}\``,
      repeats(last)
        ? `Did you mean \`${apart}\`? Each value needs its option.`
        : `Did you mean \`--${last.name} '${value} ${word}'\`? A value with spaces needs quotes.`,
    );
  }
  const free = (command.options ?? []).filter(({ name }) => !line.some((token) => token === `--${name}` || token.startsWith(`--${name}=`)));
  const phone = /^\+?\d[\d().-]*$/.test(word);
  const meant =
    free.find(({ field }) => phone && field.rules.format === 'phone') ??
    free.find(({ field }) => field.required === true) ??
    free.find(({ name }) => name === 'forward-to' || name === 'search');
  const value = shellWord(word);
  return usage(
    `unexpected argument \`${word}\` after \`boltcall ${leaf.words.join(' ')}\``,
    meant === undefined || (command.arguments ?? []).length > 0 ? help : `Did you mean \`--${meant.name} ${value}\`? ${help}`,
  );
};
