import { distance } from 'fastest-levenshtein';
import { type Failure, usage } from '../errors.ts';

const letters = (word: string): string => [...word].sort().join('');

/**
 * The known word that was most likely meant, or undefined where none is close: letters in another case, a beginning of three
 * letters or more that fits one word only, or a typing mistake in at most every third letter.
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
    // Two letters exchanged are one mistake, though two steps.
    const steps = distance(word, other) - (letters(word) === letters(other) ? 1 : 0);
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
};

/** `Did you mean X?` where a word is close, else the list of what there is. */
export const didYouMean = (typed: string, known: readonly string[], what = 'One of'): string => {
  const close = suggest(typed, known);
  return close === undefined ? `${what}: ${known.join(', ')}.` : `Did you mean \`${close}\`?`;
};

/** The usage failure of a word that is none of the choices, with the one that was most likely meant. `what`: the option, say `--status`. */
export const notAmong = (what: string, choices: readonly string[], typed: string): Failure => {
  const close = suggest(typed, choices);
  return usage(`${what} must be one of ${choices.join(', ')}`, close === undefined ? undefined : `Did you mean \`${close}\`?`);
};
