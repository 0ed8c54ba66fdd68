import { isAbsolute } from 'node:path';
import { usage } from '../errors.ts';

/** A program that prints the key, and its arguments. */
export type KeyCommand = readonly [string, ...string[]];

/**
 * Splits a typed command into words, with quotes and backslashes as in a shell but no other syntax, because it never runs in a shell. Throws `usage`
 * for shell-only syntax, and for a program in the working directory, which may be a cloned repository.
 */
export const readKeyCommand = (typed: string): KeyCommand => {
  const flag = '--key-command';
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < typed.length; at += 1) {
    const character = typed[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (quote === '"' && character === '\\' && /["\\]/.test(typed[at + 1] ?? '')) word += typed[++at] ?? '';
      else word += character;
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= '';
    } else if (character === '\\' && /[\s"'\\|&;<>$`()]/.test(typed[at + 1] ?? '')) word = (word ?? '') + (typed[++at] ?? '');
    else if (/[|&;<>$`()]/.test(character))
      throw usage(
        `${flag}: \`${character}\` needs a shell, and the command is started without one`,
        'Quote it, or put the command into a script and name that.',
      );
    else word = (word ?? '') + character;
  }
  if (quote !== '') throw usage(`${flag}: a quote is not closed`);
  if (word !== undefined) words.push(word);
  const [program, ...rest] = words;
  if (program === undefined || program === '')
    throw usage(`${flag}: the command is empty`, "Write it like --key-command 'op read op://vault/boltcall/key'.");
  return checkedCommand([program, ...rest], flag);
};

/** Refuses a program with a path relative to the working directory. */
const checkedCommand = (command: KeyCommand, from: string): KeyCommand => {
  const [program] = command;
  if (isAbsolute(program) || !/[/\\]/.test(program)) return command;
  throw usage(`${from}: \`${program}\` depends on the working directory`, 'Give its whole path, or a name on the PATH.');
};

/** Checks a stored command. Throws `usage` if it is invalid (edited by hand). */
export const storedKeyCommand = (value: unknown, from: string): KeyCommand => {
  const words: unknown[] = Array.isArray(value) ? value : [];
  const [program, ...rest] = words.filter((word) => typeof word === 'string');
  if (program === undefined || program === '' || rest.length + 1 !== words.length)
    throw usage(`${from}: \`key_command\` is not a list of a program and its arguments`, 'Name it again with `boltcall login --key-command`.');
  return checkedCommand([program, ...rest], from);
};

/** Names the source of a key from this command: only the program, since arguments may be secrets. */
export const namedCommand = (profile: string, [program]: KeyCommand): string => `${profile}, key command \`${program}\``;
