import type { Command, Leaf } from '../cli/command/command.ts';
import { aboutOf, flagNames, type GlobalOption, takesValue } from '../cli/command/global-options.ts';
import type { Option } from '../cli/command/option.ts';
import type { Candidate } from '../cli/operation/id-cache.ts';

/** What can go at the cursor: words, and whether files can too. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly files: boolean;
}

/**
 * Returns words that are not in the tree, with their names, without querying the service: ids of a resource seen in earlier responses, or `profiles`,
 * `events` and `deliveries` of this machine.
 */
export type Sources = (resource: string, words: readonly string[]) => Promise<readonly Candidate[]>;

/** The meaning of words: the commands, the global options, and the names that users type from habit. */
interface Grammar {
  readonly leaves: readonly Leaf[];
  readonly globals: readonly GlobalOption[];
  readonly groups: Readonly<Record<string, string>>;
  canonical(before: readonly string[], word: string, known: (path: readonly string[]) => boolean): string;
}

const nothing: Completion = { candidates: [], files: false };

/** Returns what can replace the last of `words` (possibly empty; the program name is not included). Never throws for any user input. */
export const complete = async (words: readonly string[], grammar: Grammar, sources: Sources): Promise<Completion> => {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const { path, leaf, rest } = follow(before, grammar);
  const command = await leaf?.load();
  if (rest.includes('--')) return { candidates: [], files: true };
  const option = pending(before, command, grammar.globals);
  if (option) return startingIn(option, current, '', await valuesOf(option, command, sources, before));
  const equals = current.startsWith('--') ? current.indexOf('=') : -1;
  if (equals > 0) {
    const named = optionNamed(current.slice(0, equals), command, grammar.globals);
    if (named === undefined) return nothing;
    return startingIn(named, current.slice(equals + 1), current.slice(0, equals + 1), await valuesOf(named, command, sources, before));
  }
  if (current.startsWith('-')) return starting(current, '', { candidates: optionNames(command, grammar.globals), files: false });
  if (command) return starting(current, '', await argument(command, rest, sources, before, grammar.globals));
  return starting(current, '', { candidates: nextWords(path, grammar), files: false });
};

/** Keeps candidates that start with the typed text; `kept` is put back in front of each (`--output=`). */
const starting = (typed: string, kept: string, { candidates, files }: Completion): Completion => ({
  files,
  candidates: candidates.filter(({ value }) => value.startsWith(typed)).map((candidate) => ({ ...candidate, value: kept + candidate.value })),
});

/** Like `starting`; where an option takes a comma-separated list, completes its last word and does not offer the others again. */
const startingIn = (known: Known, typed: string, kept: string, found: Completion): Completion => {
  const comma = typed.lastIndexOf(',');
  if (comma < 0 || !takesCommas(known)) return starting(typed, kept, found);
  const others = typed.slice(0, comma).split(',');
  const left = { ...found, candidates: found.candidates.filter(({ value }) => !others.includes(value)) };
  return starting(typed.slice(comma + 1), kept + typed.slice(0, comma + 1), left);
};

const takesCommas = (known: Known): boolean =>
  'global' in known ? known.global.key === 'columns' : ['event', 'event-pattern'].includes(known.own.field.rules.format ?? '');

const under = (leaf: Leaf, path: readonly string[]): boolean => path.every((word, at) => leaf.words[at] === word);

/** Follows the words typed so far, skipping options and their values. */
const follow = (before: readonly string[], { leaves, globals, canonical }: Grammar): { path: string[]; leaf?: Leaf; rest: string[] } => {
  const path: string[] = [];
  let at = 0;
  for (; at < before.length; at += 1) {
    const token = before[at] ?? '';
    if (
      leaves.some(
        (leaf) =>
          leaf.words.length === path.length && under(leaf, path) && !leaves.some((other) => other.words.length > path.length && under(other, path)),
      )
    )
      break;
    if (token.startsWith('-')) {
      if (globals.some((option) => takesValue(option) && flagNames(option).includes(token))) at += 1;
      continue;
    }
    const word = canonical(path, token, (known) => leaves.some((leaf) => under(leaf, known)));
    if (!leaves.some((leaf) => under(leaf, [...path, word]))) break;
    path.push(word);
  }
  const leaf = leaves.find((candidate) => candidate.words.length === path.length && under(candidate, path));
  return { path, ...(leaf && path.length > 0 ? { leaf } : {}), rest: before.slice(at) };
};

type Known = { readonly own: Option } | { readonly global: GlobalOption };

const optionNamed = (flag: string, command: Command | undefined, globals: readonly GlobalOption[]): Known | undefined => {
  const own = command?.options?.find(
    (option) => flag === `--${option.name}` || flag === `-${option.short}` || option.aliases?.some((alias) => flag === `--${alias}`),
  );
  if (own) return { own };
  const global = globals.find((option) => flagNames(option).includes(flag));
  return global ? { global } : undefined;
};

/** Returns the option whose value comes next: the token before the cursor, if it takes a value. */
const pending = (before: readonly string[], command: Command | undefined, globals: readonly GlobalOption[]): Known | undefined => {
  const named = optionNamed(before.at(-1) ?? '', command, globals);
  if (named === undefined) return undefined;
  return ('own' in named ? named.own.value !== undefined : takesValue(named.global)) ? named : undefined;
};

const plain = (values: readonly string[]): Completion => ({ candidates: values.map((value) => ({ value })), files: false });

/** What an option of this format, or else of this name, takes an id of. */
const resourceOf = new Map([
  ['agent', 'agents'],
  ['lead', 'leads'],
  ['delivery', 'deliveries'],
]);

const valuesOf = async (known: Known, command: Command | undefined, sources: Sources, words: readonly string[]): Promise<Completion> => {
  if ('global' in known) {
    const { key, choices } = known.global;
    if (choices) return plain(choices);
    if (key === 'profile') return { candidates: await sources('profiles', words), files: false };
    if (key === 'columns') return plain([...new Set(command?.columns?.map(({ path }) => path))]);
    return { candidates: [], files: key === 'caFile' || key === 'clientCert' || key === 'clientKey' };
  }
  const { field, value = '' } = known.own;
  if (takesCommas(known)) return { candidates: await sources('events', words), files: false };
  if (field.rules.choices) return plain(field.rules.choices);
  const resource = resourceOf.get(field.rules.format ?? known.own.name);
  if (resource !== undefined) return { candidates: await sources(resource, words), files: false };
  if (field.rules.format === 'date-time')
    return plain(['today', 'yesterday', 'tomorrow', 'this-week', 'next-week', 'this-month', 'last-month', '7d', '24h']);
  return { candidates: [], files: /file|dir/i.test(value) };
};

const optionNames = (command: Command | undefined, globals: readonly GlobalOption[]): Candidate[] => [
  ...(command?.options ?? []).filter((option) => !option.hidden).map((option) => ({ value: `--${option.name}`, about: option.field.about })),
  ...globals.map((option) => ({ value: flagNames(option).at(-1) ?? '', about: aboutOf(option) })),
  { value: '--help', about: 'show this help' },
];

/** Returns candidates for the argument at the cursor: choices, or names and ids. */
const argument = async (
  command: Command,
  rest: readonly string[],
  sources: Sources,
  words: readonly string[],
  globals: readonly GlobalOption[],
): Promise<Completion> => {
  const typed = rest.filter((token, at) => !token.startsWith('-') && !(at > 0 && pending(rest.slice(0, at), command, globals)));
  const all = command.arguments ?? [];
  const found = all[Math.min(typed.length, all.length - 1)];
  if (found === undefined || (typed.length >= all.length && !found.repeat)) return nothing;
  if (found.choices) return plain(found.choices);
  if (found.resource) return { candidates: (await sources(found.resource, words)).filter(({ value }) => !typed.includes(value)), files: false };
  return { candidates: [], files: /file/i.test(found.name) };
};

const nextWords = (path: readonly string[], { leaves, groups }: Grammar): Candidate[] => {
  const next = new Map<string, string>();
  for (const leaf of leaves) {
    const word = leaf.words[path.length];
    if (leaf.hidden || word === undefined || !under(leaf, path) || next.has(word)) continue;
    next.set(word, leaf.words.length > path.length + 1 ? (groups[[...path, word].join(' ')] ?? '') : leaf.about);
  }
  if (path.length === 0) next.set('help', 'Show help for a command or topic');
  return [...next].map(([value, about]) => ({ value, about }));
};
