import { usage } from '../../errors.ts';
import { resources } from '../../resources/index.ts';
import { suggest } from '../../values/suggest.ts';
import type { Leaf } from '../command/command.ts';
import { flagNames, globalOptions, takesValue } from '../command/global-options.ts';
import { canonical } from './aliases.ts';
import { commandElsewhere, optionElsewhere, undashed } from './other-tools.ts';

/** The result of following the words of a command line. */
export interface Route {
  /** The words matched, in canonical form. */
  readonly words: readonly string[];
  /** The command, if the words name one. */
  readonly leaf?: Leaf;
  /** Everything but the words: options before, between and after them, and the command's own arguments. */
  readonly rest: readonly string[];
}

const everywhere = ['-h', '--help', '-V', '--version', ...globalOptions.flatMap(flagNames)];

/** Returns the name of an option that may include its value: `--name=value`, `-nvalue`. */
const nameOf = (token: string): string => (token.startsWith('--') ? (token.split('=')[0] ?? '') : token.slice(0, 2));

/** Whether an option is a global one. */
export const isGlobal = (token: string): boolean => everywhere.includes(nameOf(token));

/** Returns the failure for an option where a command is expected. */
export const strayOption = (token: string, words: readonly string[]): Error => {
  const close = optionElsewhere(nameOf(token), everywhere) ?? (token.startsWith('--') ? suggest(nameOf(token), everywhere) : undefined);
  const command = ['boltcall', ...words].join(' ');
  return usage(
    `unknown option \`${nameOf(token)}\` before a command`,
    close === undefined
      ? `Put the command first: \`${command} COMMAND ${nameOf(token)}\`. \`${command} --help\` lists them.`
      : `Did you mean ${close}?`,
  );
};

const valued = new Set(globalOptions.filter(takesValue).flatMap(flagNames));

/** Whether a global option must be followed by its value. */
export const needsValue = (token: string): boolean => valued.has(token);

const starts = (leaf: Leaf, words: readonly string[]): boolean => words.every((word, at) => leaf.words[at] === word);

/**
 * Follows the words at the start of a command line; global options may come between them. Throws a usage failure with a suggestion for an unknown
 * word.
 */
export const route = (argv: readonly string[], leaves: readonly Leaf[]): Route => {
  const words: string[] = [];
  const before: string[] = [];
  let at = 0;
  for (; at < argv.length; at += 1) {
    const token = argv[at] ?? '';
    if (token === '--') break;
    if (token.startsWith('-')) {
      before.push(token);
      const value = argv[at + 1];
      if (valued.has(token) && value !== undefined) {
        before.push(value);
        at += 1;
      }
      continue;
    }
    const next = canonical(words, token, (path) => leaves.some((leaf) => starts(leaf, path)));
    if (!leaves.some((leaf) => starts(leaf, [...words, next]))) {
      if (leaves.some((leaf) => leaf.words.length === words.length && starts(leaf, words))) break;
      // A word after an option that no command here accepts is most likely its value.
      const stray = before.find((option) => option.startsWith('-') && !isGlobal(option));
      throw stray === undefined ? unknown(words, argv.slice(at), leaves) : strayOption(stray, words);
    }
    words.push(next);
    if (!leaves.some((leaf) => leaf.words.length > words.length && starts(leaf, words))) {
      at += 1;
      break;
    }
  }
  const leaf = leaves.find((candidate) => candidate.words.length === words.length && starts(candidate, words));
  return { words, ...(leaf ? { leaf } : {}), rest: [...before, ...argv.slice(at)] };
};

/** Handles a verb typed before its noun, as in kubectl: `get agents`, `export calls`. */
const turned = ([verb = '', noun = '', ...ids]: readonly string[], known: (path: readonly string[]) => boolean): string | undefined => {
  const group = canonical([], noun, known);
  if (noun === '' || !known([group])) return undefined;
  const action = canonical([group], verb === 'get' && ids.length === 0 && group === noun ? 'list' : verb, known);
  return known([group, action]) ? ['boltcall', group, action, ...ids].join(' ') : undefined;
};

/** Returns the failure for an unknown word, with the likely command if there is one, or the available ones. */
const unknown = (words: readonly string[], [token = '', ...more]: readonly string[], leaves: readonly Leaf[]): Error => {
  const option = undashed(token);
  if (option !== undefined) return usage(`\`${token}\` begins with another dash than options do`, `Did you mean \`${option}\`?`);
  const known = (path: readonly string[]): boolean => leaves.some((leaf) => starts(leaf, path));
  const siblings = [...new Set(leaves.filter((leaf) => starts(leaf, words) && !leaf.hidden).map((leaf) => leaf.words[words.length] ?? ''))];
  const typed = [...words, token, ...more.filter((word) => !word.startsWith('-'))];
  const command = ['boltcall', ...words].join(' ');
  const close = suggest(token, siblings);
  // A verb typed without its noun: `boltcall outbound`.
  const alone = words.length > 0 ? undefined : leaves.find((leaf) => leaf.words.length > 1 && leaf.words.at(-1) === token);
  const meant =
    commandElsewhere(typed.slice(0, 2)) ??
    (words.length === 0 ? turned(typed, known) : undefined) ??
    commandElsewhere(typed.slice(0, 1)) ??
    (close === undefined ? alone && ['boltcall', ...alone.words].join(' ') : `${command} ${close}`);
  const there = `\`${command} --help\` lists what there is.`;
  const wanting = words[0] !== undefined && words[0] in resources && offered.has(token);
  return usage(
    `unknown command \`${[...words, token].join(' ')}\``,
    meant === undefined ? `${wanting ? 'The API has no such endpoint. ' : ''}${there}` : `Did you mean \`${meant}\`?`,
  );
};

/** Verbs that services usually offer for everything, but this one does not. */
const offered: ReadonlySet<string> = new Set([
  'get',
  'create',
  'add',
  'new',
  'update',
  'edit',
  'set',
  'delete',
  'remove',
  'rm',
  'del',
  'cancel',
  'reschedule',
]);
