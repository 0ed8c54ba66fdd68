import { safe } from '../../output/text/safe.ts';
import { wrapFor } from '../../output/text/wrap.ts';
import type { Sink } from '../../world.ts';

/** What may be picked; `name` and `about` are shown and searched. */
export interface Choice<T> {
  readonly name: string;
  readonly value: T;
  readonly about?: string;
}

/** A choice as the library takes it. */
export interface Shown<T> {
  readonly name: string;
  readonly short: string;
  readonly value: T;
}

/** Fits a question and its choices into a terminal: the library breaks lines inside of words. */
export interface Layout {
  question(text: string): string;
  /** The choices with a part that was typed. */
  found<T>(choices: ReadonlyArray<Choice<T>>, term: string): Array<Shown<T>>;
  /** Lines of choices that are shown at once. */
  readonly lines: number;
}

/** Columns of the sign before a question or a choice, and of what is said about a choice on lines of its own. */
const sign = 2;
const indent = 4;

/** `texts`: all that may be shown, so that what wraps them is loaded before. */
export const layoutFor = async ({ columns = 80, rows = 24 }: Pick<Sink, 'columns' | 'rows'>, texts: string): Promise<Layout> => {
  const wrap = await wrapFor(safe(texts));
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
    lines: Math.max(7, Math.min(16, (rows || 24) - 8)),
  };
};
