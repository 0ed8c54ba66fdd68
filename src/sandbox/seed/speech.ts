import type { Turn } from '../data/records.ts';
import { type Dialogue, days, fill, services, times } from './dialogues.ts';
import type { Dice } from './random.ts';

/** Returns the lines of a dialogue as turns, starting with the agent. */
export const turnsOf = (dialogue: Dialogue, words: Readonly<Record<string, string>>): Turn[] =>
  dialogue.turns.map((text, index) => ({ role: index % 2 === 0 ? 'agent' : 'caller', text: fill(text, words) }));

/** Returns the speaking time in seconds: about 2.5 words per second and a pause at each turn. */
export const lengthOf = (turns: readonly Turn[]): number =>
  Math.round(turns.reduce((sum, turn) => sum + 1.2 + Math.max(turn.text.split(/\s+/).length / 2.5, turn.text.length / 16), 0));

const lengths = new Map<Dialogue, number>();
/** Returns the length of a dialogue in seconds, independent of names. */
export const usualLength = (dialogue: Dialogue): number => {
  const length = lengths.get(dialogue) ?? lengthOf(turnsOf(dialogue, {}));
  lengths.set(dialogue, length);
  return length;
};

/** Returns the values for a dialogue's placeholders. */
export const wordsFor = (name: string, roll: Dice): Record<string, string> => ({
  name,
  day: roll.pick(days),
  time: roll.pick(times),
  service: roll.pick(services),
});
