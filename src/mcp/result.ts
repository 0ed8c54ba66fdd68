import { failureJson } from '../output/failure.ts';
import { redact } from '../transport/redact.ts';
import type { Ran } from './run.ts';

/** Maximum size of one result, in estimated tokens. */
export const mostTokens = 3800;

/** Invisible characters that could hide text from a reader: controls, formats, fillers, variation selectors, tags, private use, lone surrogates. */
const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029\u115f\u1160\u3164\uffa0]|\p{Variation_Selector}|\u034f|\u17b4|\u17b5/gu;

/** Returns text with each hidden character replaced by its code point, such as `<U+200B>`; newlines and tabs stay. */
export const visible = (text: string): string =>
  text.replace(hidden, (character) =>
    character === '\n' || character === '\t' ? character : `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );

/** Estimates the tokens of letters: one per three in a word; nearly one per letter in what is not a word: too long or in mixed case. */
const letters = (word: string): number => (/[a-z][A-Z]/.test(word) ? word.length : word.length > 20 ? word.length / 1.5 : word.length / 3);

/**
 * Returns an approximate upper bound for the number of tokens in a text: one per three digits, one per symbol, and one per 1.5 bytes for anything
 * other than letters. A real tokenizer needs a megabyte of tables.
 */
export const tokensOf = (text: string): number => {
  let sum = 0;
  for (const [piece] of text.matchAll(/[a-zA-Z]+|\d{1,3}| +|[\n\r\t]+|[^\u0080-\u{10ffff}]|[\u0080-\u{10ffff}]+/gu)) {
    const first = piece.codePointAt(0) ?? 0;
    if (first >= 0x80) sum += Buffer.byteLength(piece) / 1.5;
    else if (/[a-zA-Z]/.test(piece)) sum += letters(piece);
    else if (piece.startsWith(' ')) sum += piece.length === 1 ? 0.25 : 1;
    else sum += 1;
  }
  return Math.ceil(sum);
};

/** Splits a text into pieces of at most `most` tokens, between lines if possible; only a line that is too long by itself is split. */
export const piecesOf = (text: string, most: number): string[] => {
  const pieces: string[] = [];
  let piece = '';
  let size = 0;
  const add = (part: string): void => {
    const tokens = tokensOf(part);
    if (size + tokens > most && piece !== '') {
      pieces.push(piece);
      piece = '';
      size = 0;
    }
    piece += part;
    size += tokens;
  };
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (tokensOf(line) <= most) add(line);
    else for (const part of line.match(/[\s\S]{1,200}/gu) ?? []) add(part);
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
};

/** Encloses untrusted text between two lines that its author cannot have known. */
export const enveloped = (text: string, boundary: string): string =>
  `<data ${boundary}>\n${text.endsWith('\n') ? text : `${text}\n`}</data ${boundary}>`;

/** The output of a command as text to be split: what it printed, its notes, its failure, and the line about how much was shown. */
export interface Told {
  readonly text: string;
  /** `20 of 156; use limit or filters`. */
  readonly count?: string;
  readonly failed: boolean;
}

/** Returns the note of a truncated list, worded for a tool. */
const countOf = (note: string): string | undefined => {
  if (!note.includes('--limit')) return undefined;
  const [shown, total] = (note.match(/\d[\d,]*/g) ?? []).map((number) => number.replaceAll(',', ''));
  if (shown === undefined) return undefined;
  return `${shown}${total === undefined ? ', and there are more' : ` of ${total}`}; use limit or filters`;
};

/**
 * Returns what a command printed as text for a client.
 * @param secrets texts that a failure must not show, such as the key
 */
export const toldOf = ({ stdout, notes, failure }: Ran, secrets: readonly string[]): Told => {
  const count = notes.map(countOf).find((line) => line !== undefined);
  const others = notes.filter((note) => countOf(note) === undefined);
  const parts = [stdout, others.map((note) => `note: ${note}\n`).join(''), failure ? redact(failureJson(failure), [...secrets]) : ''];
  return {
    text: visible(parts.filter(Boolean).join('')),
    ...(count === undefined ? {} : { count }),
    failed: failure !== undefined,
  };
};
