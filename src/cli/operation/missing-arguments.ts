import { usage } from '../../errors.ts';
import { resources } from '../../resources/index.ts';
import type { Argument, Words } from '../command/argument.ts';
import type { Command, Context } from '../command/command.ts';

const isMissing = (word: string | readonly string[] | undefined): boolean => word === undefined || word.length === 0;

/**
 * The words of a command line with what is required and missing asked for, on a terminal: an id is picked from its list.
 * Elsewhere a usage failure that names the first of them.
 */
export const completeWords = async (context: Context, command: Command, words: Words): Promise<Words> => {
  const missing = (command.arguments ?? []).filter((argument) => !argument.optional && isMissing(words[argument.key]));
  const [first] = missing;
  if (first === undefined) return words;
  if (!context.ask.possible)
    throw usage(`missing required argument '${first.name}'`, `\`boltcall ${context.words.join(' ')} --help\` shows how it is used.`);
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

const askFor = async (context: Context, argument: Argument): Promise<string> => {
  const { ask, settings } = context;
  const { name, about, choices, resource } = argument;
  const question = `${name.replaceAll('_', ' ')} (${about})`;
  if (choices)
    return ask.pick(
      question,
      choices.map((value) => ({ name: value, value })),
    );
  const check = (answer: string): string | undefined => (answer.trim() === '' ? 'a value is needed' : undefined);
  if (resource === undefined || !(resource in resources) || settings.dryRun) return ask.text(question, { check });
  const { seenValues } = await import('./by-name.ts');
  const offered = await seenValues(context, { in: resource, at: 'id' });
  return offered.length > 0 ? ask.pickOrType(question, offered, check) : ask.text(question, { check });
};

/** The same line with the answers, for scripts; not where the line holds a secret. */
const tellSame = async ({ world, print }: Context, answers: readonly string[]): Promise<void> => {
  if (world.argv.some((word) => /^--(api-key|secret)\b/.test(word)) || world.argv.includes('--')) return;
  const { quoted } = await import('./equivalent.ts');
  print.note(`The same without questions: ${['boltcall', ...world.argv, ...answers].map(quoted).join(' ')}`);
};
