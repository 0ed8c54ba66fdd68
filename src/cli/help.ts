import { resources } from '../resources/index.ts';
import type { Argument } from './command/argument.ts';
import type { Command, Leaf } from './command/command.ts';
import type { Option } from './command/option.ts';
import { globalPairs, helpOption } from './help/global-pairs.ts';
import { type Pairs, type Part, pageText, roomFor } from './help/page.ts';
import { optionsAbout, topics } from './help/topics/topics.ts';
import { pages } from './help/vendor-pages.ts';
import { groupAbout } from './tree/tree.ts';

/** The headings of the commands in the root help. Commands not listed appear under the last heading. */
const headings: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['Workspace', ['agents', 'calls', 'leads', 'messages', 'appointments', 'webhooks', 'analytics']],
  ['Development', ['listen', 'trigger', 'sandbox']],
  ['Setup and tools', []],
];

const heading = (word: string): string => headings.find(([, words]) => words.includes(word))?.[0] ?? 'Setup and tools';

/** The most important options; `boltcall help options` lists all of them. */
const firstOptions: ReadonlySet<string> = new Set(['--sandbox', '-p, --profile <name>', '-o, --output <format>', '-y, --yes', '--dry-run']);

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

const examples = (lines: readonly string[]): Part[] =>
  lines.length === 0 ? [] : [{ title: 'Examples', body: lines.map((line) => `  boltcall ${line}`).join('\n') }];

/** Returns the further reading: topics and, for anything about the API, its documentation. */
const seeAlso = (before: Pairs, names: readonly string[], api: boolean): Part[] => [
  {
    title: 'See also',
    body: [...before, ...names.map((name) => [`boltcall help ${name}`, name === 'options' ? optionsAbout : (topics[name]?.about ?? '')] as const)],
  },
  ...(api ? [{ title: 'Documentation', line: pages.docs }] : []),
];

const hasApi = (words: readonly string[]): boolean => words[0] === 'api' || (words[0] ?? '') in resources;

/** Returns the root help: how to start, one line per command, and the most important options. Fits in 40 lines of 80 columns. */
export const programHelp = (leaves: readonly Leaf[], width: number): string => {
  const all = joined(
    joined(below([], leaves), ['login', 'logout'], 'Save or remove an API key'),
    ['mcp', 'skill'],
    'Connect AI agents: an MCP server, and a skill to read',
  );
  const room = roomFor(all.map(([word]) => word));
  const lists = headings.map(([title]) => ({ title, room, body: all.filter(([word]) => heading(word) === title) }));
  return pageText(
    [
      { title: 'Usage', line: 'boltcall <command> [options]' },
      'Manage your Boltcall workspace and forward its webhook events to localhost.\nNew here? Run `boltcall sandbox start`, then `boltcall listen --sandbox`.',
      ...lists,
      {
        title: 'Options',
        body: globalPairs()
          .filter(([flags]) => firstOptions.has(flags))
          .map(([flags, about]) => [flags, about.replace(/ \(BOLTCALL_\S+\)$/, '')]),
      },
      'More help: `boltcall help options`, `boltcall help topics`, `COMMAND --help`',
    ],
    width,
  );
};

/** Returns the pairs with those in `names` merged into one, at the position of the first. */
const joined = (pairs: Pairs, names: readonly string[], about: string): Pairs =>
  pairs.flatMap((pair) => (pair[0] === names[0] ? [[names.join(', '), about] as const] : names.includes(pair[0]) ? [] : [pair]));

/** Returns the help for a group of commands (`webhooks`, `webhooks log`), with an example for each of the first commands. */
export const groupHelp = async (words: readonly string[], leaves: readonly Leaf[], width: number): Promise<string> => {
  const name = words.join(' ');
  const inside = within(words, leaves).slice(0, 5);
  const first = await Promise.all(inside.map(async (leaf) => (await leaf.load()).examples.slice(0, 1)));
  return pageText(
    [
      { title: 'Usage', line: `boltcall ${name} <command> [options]` },
      capital(groupAbout[name] ?? ''),
      { title: 'Commands', body: below(words, leaves) },
      ...examples(first.flat()),
      ...seeAlso([[`boltcall ${name} <command> --help`, 'help for one command']], ['options', ...topicsOf(words)], hasApi(words)),
    ],
    width,
  );
};

const within = (words: readonly string[], leaves: readonly Leaf[]): Leaf[] =>
  leaves.filter((leaf) => !leaf.hidden && leaf.words.length > words.length && words.every((word, at) => leaf.words[at] === word));

/** Returns the distinct words that can follow, each with its description. */
const below = (words: readonly string[], leaves: readonly Leaf[]): Pairs => {
  const found = new Map<string, string>();
  for (const leaf of within(words, leaves)) {
    const word = leaf.words[words.length] ?? '';
    const group = leaf.words.length > words.length + 1;
    if (!found.has(word)) found.set(word, capital(group ? (groupAbout[[...words, word].join(' ')] ?? '') : leaf.about));
  }
  return [...found];
};

const argumentName = ({ name, optional, repeat }: Argument): string => {
  const shown = `${name}${repeat ? '...' : ''}`;
  return optional ? `[${shown}]` : `<${shown}>`;
};

/** Returns the help for one command. */
export const commandHelp = (leaf: Leaf, command: Command, width: number): string => {
  const { arguments: words = [], options = [] } = command;
  const usage = ['boltcall', ...leaf.words, ...words.map(argumentName), '[options]', ...(command.rest ? ['[-- program...]'] : [])];
  const shown: Pairs = [...options.filter((option) => !option.hidden).map((option) => [flags(option), optionAbout(option)] as const), helpOption];
  const named: Pairs = words.map((argument) => [argument.name, argumentAbout(argument)]);
  const room = roomFor([...shown, ...named].map(([name]) => name));
  const own = exits(command);
  return pageText(
    [
      { title: 'Usage', line: usage.join(' ') },
      leaf.about,
      ...(command.detail?.split('\n\n') ?? []),
      ...(named.length > 0 ? [{ title: 'Arguments', room, body: named }] : []),
      { title: 'Options', room, body: shown },
      { title: 'Global options', line: `${globalsFor(leaf, command).join(', ')} (see \`boltcall help options\`)` },
      ...examples(command.examples),
      ...(own.length > 0 ? [{ title: 'Exit codes', body: own }] : []),
      ...seeAlso([], ['options', 'exit-codes', ...topicsOf(leaf.words), ...(typesDates(command) ? ['dates'] : [])], hasApi(leaf.words)),
    ],
    width,
  );
};

/** Returns the global options most relevant to a command. */
const globalsFor = (leaf: Leaf, command: Command): string[] => [
  '--profile',
  ...(hasApi(leaf.words) || leaf.words[0] === 'listen' ? ['--sandbox'] : []),
  ...((command.effect ?? 'none') === 'none' ? [] : ['--dry-run', '--yes']),
  '--output',
  ...(leaf.words.includes('list') || leaf.words.includes('export') ? ['--columns'] : []),
  '--query',
];

const flags = (option: Option): string =>
  `${option.short ? `-${option.short}, ` : ''}--${option.name}${option.value === undefined ? '' : ` <${option.value}>`}`;

const argumentAbout = ({ about, choices, optional }: Argument): string =>
  choices === undefined || choices.every((choice) => about.includes(choice))
    ? about
    : `${about} (one of ${choices.join(', ')}${optional ? '; optional' : ''})`;

/** Returns the help line of an option: its description, then what is known about its values. */
const optionAbout = ({ field: { about, rules, required }, whileReading }: Option): string => {
  const facts = [
    ...(required ? ['required'] : []),
    ...(rules.choices && !about.includes(rules.choices.join(', ')) ? [`${rules.open ? 'such as' : 'one of'} ${rules.choices.join(', ')}`] : []),
    ...(rules.preset === undefined ? [] : [`default ${rules.preset}`]),
    ...(whileReading ? ['filtered while reading'] : []),
    ...((rules.long || rules.secret) && !about.includes('@file') ? ['use @FILE to read a file, - for stdin'] : []),
  ];
  return facts.length === 0 ? about : `${about} (${facts.join('; ')})`;
};

/** Returns the exit codes specific to a command; the others are the same for all commands. */
const exits = (command: Command): Pairs => {
  const effect = command.effect ?? 'none';
  const several = command.arguments?.some(({ repeat }) => repeat) === true;
  const own: Record<string, string> = {
    ...(effect === 'none' ? {} : { 12: 'outcome unknown: the request may have gone through; it was not retried' }),
    ...(effect !== 'none' && several ? { 13: 'some of several items failed' } : {}),
    ...(effect === 'final' || effect === 'reaches-a-person' ? { 130: 'you declined; nothing was sent' } : {}),
    ...command.exits,
  };
  return Object.entries(own);
};

const areas: Readonly<Record<string, string>> = {
  webhooks: 'webhooks',
  listen: 'webhooks',
  trigger: 'webhooks',
  sandbox: 'sandbox',
  profiles: 'profiles',
  login: 'profiles',
  logout: 'profiles',
  whoami: 'profiles',
};

const topicsOf = ([first = '']: readonly string[]): string[] => (areas[first] ? [areas[first]] : []);

/** Whether any option is a date, a duration or a phone number, which `help dates` explains. */
const typesDates = ({ options = [] }: Command): boolean =>
  options.some(({ field }) => ['date-time', 'duration', 'phone'].includes(field.rules.format ?? ''));
