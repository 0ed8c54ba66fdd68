import type { Turn } from '../data/records.ts';
import { type Dialogue, days, fill, services, times } from './dialogues.ts';
import type { Dice } from './random.ts';

/** The lines of a dialogue as turns, the agent first. */
export const turnsOf = (dialogue: Dialogue, words: Readonly<Record<string, string>>): Turn[] =>
  dialogue.turns.map((text, index) => ({ role: index % 2 === 0 ? 'agent' : 'caller', text: fill(text, words) }));

/** How long it takes to say this, in seconds: some 2.5 words a second, and a breath at each turn. */
export const lengthOf = (turns: readonly Turn[]): number =>
  Math.round(turns.reduce((sum, turn) => sum + 1.2 + Math.max(turn.text.split(/\s+/).length / 2.5, turn.text.length / 16), 0));

const lengths = new Map<Dialogue, number>();
/** How long a dialogue takes, whoever is named in it. */
export const usualLength = (dialogue: Dialogue): number => {
  const length = lengths.get(dialogue) ?? lengthOf(turnsOf(dialogue, {}));
  lengths.set(dialogue, length);
  return length;
};

/** The words that fill a dialogue's gaps. */
export const wordsFor = (name: string, roll: Dice): Record<string, string> => ({
  name,
  day: roll.pick(days),
  time: roll.pick(times),
  service: roll.pick(services),
});
