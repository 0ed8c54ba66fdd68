import { usage } from '../../errors.ts';
import type { Command } from './command.ts';

/**
 * Refuses options and arguments that do not go together, as they are declared. Fails with `usage`.
 * @param given the keys of what was typed
 */
export const checkTogether = ({ options = [], arguments: words = [] }: Pick<Command, 'options' | 'arguments'>, given: ReadonlySet<string>): void => {
  const shown = (key: string): string => {
    const option = options.find((one) => one.key === key);
    return option ? `--${option.name}` : (words.find((one) => one.key === key)?.name ?? key);
  };
  for (const { key, conflicts = [], needs } of options) {
    if (!given.has(key)) continue;
    const other = conflicts.find((one) => given.has(one));
    if (other !== undefined) throw usage(`${shown(key)} and ${shown(other)} cannot be used together`, 'Leave out one of them.');
    if (needs !== undefined && !given.has(needs)) throw usage(`${shown(key)} needs ${shown(needs)}`, `Add ${shown(needs)}.`);
  }
};
