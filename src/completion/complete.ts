import type { Command, Leaf } from '../cli/command/command.ts';
import { aboutOf, flagNames, type GlobalOption, takesValue } from '../cli/command/global-options.ts';
import type { Option } from '../cli/command/option.ts';
import type { Candidate } from '../cli/operation/id-cache.ts';

/** What can go at the cursor: words, and whether files can too. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly files: boolean;
}

/** Sources of words that are not in the tree. Neither queries the service. */
export interface Sources {
  profiles(): readonly string[];
  /** Returns ids of a resource seen in earlier responses, with their names. */
  ids(resource: string, words: readonly string[]): readonly Candidate[];
}

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
  if (option) return starting(current, '', valuesOf(option, sources, before));
  const equals = current.startsWith('--') ? current.indexOf('=') : -1;
  if (equals > 0) {
    const named = optionNamed(current.slice(0, equals), command, grammar.globals);
    return named ? starting(current.slice(equals + 1), current.slice(0, equals + 1), valuesOf(named, sources, before)) : nothing;
  }
  if (current.startsWith('-')) return starting(current, '', { candidates: optionNames(command, grammar.globals), files: false });
  if (command) return starting(current, '', argument(command, rest, sources, before, grammar.globals));
  return starting(current, '', { candidates: nextWords(path, grammar), files: false });
};

/** Keeps candidates that start with the typed text; `kept` is put back in front of each (`--output=`). */
const starting = (typed: string, kept: string, { candidates, files }: Completion): Completion => ({
  files,
  candidates: candidates.filter(({ value }) => value.startsWith(typed)).map((candidate) => ({ ...candidate, value: kept + candidate.value })),
});

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

const valuesOf = (known: Known, sources: Sources, words: readonly string[]): Completion => {
  if ('global' in known) {
    const { key, choices } = known.global;
    if (choices) return plain(choices);
    if (key === 'profile') return plain(sources.profiles());
    return { candidates: [], files: key === 'caFile' || key === 'clientCert' || key === 'clientKey' };
  }
  const { field, value = '' } = known.own;
  if (field.rules.choices) return plain(field.rules.choices);
  // An agent or a lead, by id or name; the resource is the plural.
  const named = field.rules.format ?? known.own.name;
  if (named === 'agent' || named === 'lead') return { candidates: sources.ids(`${named}s`, words), files: false };
  if (field.rules.format === 'date-time')
    return plain(['today', 'yesterday', 'tomorrow', 'this-week', 'next-week', 'this-month', 'last-month', '7d', '24h']);
  return { candidates: [], files: /file|dir/i.test(value) };
};

const optionNames = (command: Command | undefined, globals: readonly GlobalOption[]): Candidate[] => [
  ...(command?.options ?? []).filter((option) => !option.hidden).map((option) => ({ value: `--${option.name}`, about: option.field.about })),
  ...globals.map((option) => ({ value: flagNames(option).at(-1) ?? '', about: aboutOf(option) })),
  { value: '--help', about: 'show this help' },
];

/** Returns candidates for the argument at the cursor: choices, or ids seen earlier. */
const argument = (
  command: Command,
  rest: readonly string[],
  sources: Sources,
  words: readonly string[],
  globals: readonly GlobalOption[],
): Completion => {
  const typed = rest.filter((token, at) => !token.startsWith('-') && !(at > 0 && pending(rest.slice(0, at), command, globals)));
  const all = command.arguments ?? [];
  const found = all[Math.min(typed.length, all.length - 1)];
  if (found === undefined || (typed.length >= all.length && !found.repeat)) return nothing;
  if (found.choices) return plain(found.choices);
  if (found.resource === 'profiles') return plain(sources.profiles());
  if (found.resource) return { candidates: sources.ids(found.resource, words).filter(({ value }) => !typed.includes(value)), files: false };
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
