import { distance } from 'fastest-levenshtein';
import { type Failure, usage } from '../errors.ts';

const letters = (word: string): string => [...word].sort().join('');

/**
 * Returns the known word that was most likely meant, or undefined if none is close: one that differs only in case, a unique prefix match of at least
 * three letters, or typos in at most a third of the letters.
 */
export const suggest = (typed: string, known: readonly string[]): string | undefined => {
  const word = typed.toLowerCase();
  if (word === '') return undefined;
  const begun = known.filter((candidate) => candidate.toLowerCase().startsWith(word));
  const [only] = begun;
  if (only !== undefined && (begun.length === 1 || only.toLowerCase() === word) && word.length >= 3) return only;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const other = candidate.toLowerCase();
    // Two swapped letters count as one mistake, though they take two steps.
    const steps = distance(word, other) - (letters(word) === letters(other) ? 1 : 0);
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
};

/** Returns `Did you mean X?` if a word is close, else the list of available words. */
export const didYouMean = (typed: string, known: readonly string[], what = 'One of'): string => {
  const close = suggest(typed, known);
  return close === undefined ? `${what}: ${known.join(', ')}.` : `Did you mean \`${close}\`?`;
};

/** Returns the usage failure for a word that is not one of the choices, with the most likely one. `what`: the option, such as `--status`. */
export const notAmong = (what: string, choices: readonly string[], typed: string): Failure => {
  const close = suggest(typed, choices);
  return usage(`${what} must be one of ${choices.join(', ')}`, close === undefined ? undefined : `Did you mean \`${close}\`?`);
};
