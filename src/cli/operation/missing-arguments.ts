import { Failure, usage } from '../../errors.ts';
import { resources } from '../../resources/index.ts';
import type { Argument, Words } from '../command/argument.ts';
import type { Command, Context } from '../command/command.ts';

const isMissing = (word: string | readonly string[] | undefined): boolean => word === undefined || word.length === 0;

/**
 * Returns the arguments with required ones filled in by prompting, on a terminal; ids are picked from their list. Without a terminal, fails with
 * `usage` and names the first missing argument.
 */
export const completeWords = async (context: Context, command: Command, typed: Words): Promise<Words> => {
  const words = await cleaned(command, typed);
  refuseKey(context, command, words);
  const missing = (command.arguments ?? []).filter((argument) => !argument.optional && isMissing(words[argument.key]));
  const [first] = missing;
  if (first === undefined) return words;
  if (!context.ask.possible) throw usage(`missing argument \`${first.name}\``, `\`boltcall ${context.words.join(' ')} --help\` shows the usage.`);
  const complete: Record<string, string | readonly string[] | undefined> = { ...words };
  const answers: string[] = [];
  for (const argument of missing) {
    const answer = (await askFor(context, argument)).trim();
    answers.push(answer);
    complete[argument.key] = argument.repeat ? [answer] : answer;
  }
  await tellSame(context, answers);
  return complete;
};

/** Refuses a key or secret in the place of an argument: it would go into an address, a log or a list of profiles. */
const refuseKey = ({ settings }: Context, command: Command, words: Words): void => {
  for (const { key, name } of command.arguments ?? [])
    for (const word of [words[key] ?? []].flat())
      if (word === settings.heldKey?.value || /^(?:sk_(?:live|test)|whsec)_\w{6,}/.test(word))
        throw usage(`argument \`${name}\` looks like an API key or a secret`, 'Pass a key in BOLTCALL_API_KEY, or save it with `boltcall login`.');
};

/** Removes invisible characters, such as a Windows line break or copied debris, because no id and no name contains them. */
const cleaned = async (command: Command, words: Words): Promise<Words> => {
  const names = (command.arguments ?? []).filter(({ key, verbatim }) => verbatim !== true && words[key] !== undefined);
  if (names.every(({ key }) => [words[key]].flat().every((word) => word !== undefined && /^[!-~]*$/.test(word)))) return words;
  const { seenOnly } = await import('../../values/unseen.ts');
  const clean = (word: string | readonly string[] | undefined) => (typeof word === 'string' ? seenOnly(word) : word?.map(seenOnly));
  return { ...words, ...Object.fromEntries(names.map(({ key }) => [key, clean(words[key])])) };
};

/** Prompts for an argument of a command that also works without it: the name of an item of this kind. */
export const askForOne = async (context: Context, resource: string): Promise<string> => {
  const answer = await askFor(context, { name: '', about: '', resource });
  await tellSame(context, [answer]);
  return answer;
};

const askFor = async (context: Context, argument: Omit<Argument, 'key'>): Promise<string> => {
  const { ask, settings, print, world } = context;
  const { name, about, choices, resource = '', unless = {} } = argument;
  const question = `${name.replaceAll('_', ' ')} (${about})`;
  if (choices)
    return ask.pick(
      question,
      choices.map((value) => ({ name: value, value })),
    );
  const check = (answer: string): string | undefined => (answer.trim() === '' ? 'enter a value' : undefined);
  const { localWords } = await import('./local-words.ts');
  const local = localWords(resource);
  if (local !== undefined) {
    const words = await local.words({ places: settings.places, world, view: print.view });
    if (words.length === 0) throw new Failure('not-found', `no ${resource} to choose from`, { hint: local.hint });
    return ask.pick(
      local.question,
      words.map((word) => (word.name === word.value ? word : { ...word, about: `${word.about ?? ''}  ${word.value}`.trimStart() })),
    );
  }
  if (!(resource in resources) || settings.dryRun) return ask.text(question, { check });
  const { seenValues } = await import('./by-name.ts');
  const offered = await seenValues(context, { in: resource, at: 'id', unless });
  return offered.length > 0 ? ask.pickOrType(question, offered, check) : ask.text(question, { check });
};

/** Prints the same command line with the answers, for scripts; not if the line contains a secret. */
const tellSame = async ({ world, print }: Context, answers: readonly string[]): Promise<void> => {
  if (world.argv.some((word) => /^--(api-key|secret)\b/.test(word)) || world.argv.includes('--')) return;
  const { quoted } = await import('../../values/shell.ts');
  print.note(`To skip these questions next time:\n  ${['boltcall', ...world.argv, ...answers].map(quoted).join(' ')}`);
};
