import { usage } from '../../errors.ts';
import type { Command } from './command.ts';

type Parts = Pick<Command, 'options' | 'arguments'>;

/** Returns the name of an option or argument for messages, given its key: `--limit`, `event`. */
export const shownAs = ({ options = [], arguments: words = [] }: Parts, key: string): string => {
  const option = options.find((one) => one.key === key);
  return option ? `--${option.name}` : (words.find((one) => one.key === key)?.name ?? key);
};

/**
 * Checks that the given options and arguments can be combined, according to their declarations. Fails with `usage`.
 * @param given keys of the options and arguments that were typed
 */
export const checkTogether = (command: Parts, given: ReadonlySet<string>): void => {
  const shown = (key: string): string => shownAs(command, key);
  for (const { key, conflicts = [], needs } of command.options ?? []) {
    if (!given.has(key)) continue;
    const other = conflicts.find((one) => given.has(one));
    if (other !== undefined) throw usage(`${shown(key)} and ${shown(other)} cannot be used together`, 'Drop one of them.');
    if (needs !== undefined && !given.has(needs)) throw usage(`${shown(key)} needs ${shown(needs)}`, `Add ${shown(needs)}.`);
  }
};
