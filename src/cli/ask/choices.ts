import { safe } from '../../output/text/safe.ts';
import { wrap } from '../../output/text/wrap.ts';
import type { Sink } from '../../world.ts';

/** A choice in a prompt. `name` and `about` are shown and searched. */
export interface Choice<T> {
  readonly name: string;
  readonly value: T;
  readonly about?: string;
}

/** A choice in the form the library expects. */
export interface Shown<T> {
  readonly name: string;
  readonly short: string;
  readonly value: T;
}

/** Fits a prompt and its choices to the terminal width, because the library breaks lines inside words. */
export interface Layout {
  question(text: string): string;
  /** Returns the choices that contain the typed text. */
  found<T>(choices: ReadonlyArray<Choice<T>>, term: string): Array<Shown<T>>;
  /** Returns all choices, with the description of each apart, to be shown for one at a time. */
  described<T>(choices: ReadonlyArray<Choice<T>>): Array<Shown<T> & { readonly description: string }>;
  /** Number of choice lines shown at once. */
  readonly lines: number;
}

/** Width in columns of the marker before a prompt or choice, and the indent of a choice's description on its own lines. */
const sign = 2;
const indent = 4;

/** Returns the layout for a terminal. */
export const layoutFor = ({ columns = 80, rows = 24 }: Pick<Sink, 'columns' | 'rows'>): Layout => {
  const width = Math.max(20, columns || 80);
  const fold = (text: string, room: number, before: string): string => wrap(text, room).replaceAll('\n', `\n${before}`);
  const shown = ({ name, about }: Choice<unknown>): string => {
    const line = safe(about ? `${name}  ${about}` : name);
    if (!about || line.length + sign <= width) return line;
    return `${safe(name)}\n${' '.repeat(indent)}${fold(safe(about), width - indent, ' '.repeat(indent))}`;
  };
  return {
    question: (text) => fold(safe(text), width - sign, ''),
    found: (choices, term) =>
      choices
        .filter(({ name, about = '' }) => `${name} ${about}`.toLowerCase().includes(term.trim().toLowerCase()))
        .map((choice) => ({ name: shown(choice), short: safe(choice.name), value: choice.value })),
    described: (choices) =>
      choices.map(({ name, value, about = '' }) => ({
        name: safe(name),
        short: safe(name),
        value,
        description: fold(safe(about), width - sign, ''),
      })),
    lines: Math.max(7, Math.min(16, (rows || 24) - 8)),
  };
};
