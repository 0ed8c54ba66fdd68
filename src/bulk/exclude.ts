import { Failure, usage, whyNotRead } from '../errors.ts';
import { seenOnly } from '../values/unseen.ts';
import { encodingOf, textOf } from './encoding.ts';

/** The people on the do-not-contact lists. */
export interface Excluded {
  has(recipient: string): boolean;
}

/** The minimum number of digits of a number without a country code. */
const fewest = 7;

/**
 * Reads do-not-contact lists in any layout: every cell that looks like a number or email counts, including the first line. A number without a country
 * code excludes every number that ends in its digits. Throws `usage` for a file that cannot be read or lists nobody.
 * @param phone returns a number as E.164, or undefined if it is not one
 */
export const readExcluded = async (files: readonly string[], phone: (cell: string) => Promise<string | undefined>): Promise<Excluded> => {
  const whole = new Set<string>();
  const endings = new Set<string>();
  for (const file of files) {
    const before = whole.size + endings.size;
    for await (const cell of cellsOf(file)) {
      const text = seenOnly(cell);
      if (/^[^\s@]+@[^\s@]+$/.test(text)) whole.add(text.toLowerCase());
      const digits = text.replace(/\D/g, '');
      if (digits.length < fewest || digits.length > 15 || /[^\d\s()+./\-\u00a0\u2010-\u2015'"=]/.test(text.replace(/^tel:/i, ''))) continue;
      const number = await phone(text);
      if (number !== undefined) whole.add(number);
      else endings.add(digits.replace(/^0+/, ''));
    }
    if (whole.size + endings.size === before)
      throw usage(`--exclude: ${file} contains no phone number or email address`, 'Use a list with one number or email address per cell.');
  }
  return {
    has: (recipient) => {
      if (whole.has(recipient.toLowerCase())) return true;
      const digits = recipient.replace(/\D/g, '');
      for (let length = fewest; recipient.startsWith('+') && length <= digits.length; length += 1)
        if (endings.has(digits.slice(-length))) return true;
      return false;
    },
  };
};

const cellsOf = async function* (file: string): AsyncGenerator<string> {
  const { createInterface } = await import('node:readline');
  const { Readable } = await import('node:stream');
  try {
    const { name } = await encodingOf(file);
    for await (const line of createInterface({ input: Readable.from(textOf(file, name)), crlfDelay: Number.POSITIVE_INFINITY })) {
      // A cell that contains the delimiter does not contain a number.
      for (const cell of line.split(/[,;|\t]/)) yield cell.replace(/^\uFEFF/, '').replace(/^\s*"(.*)"\s*$/, '$1');
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw usage(`--exclude: cannot read ${file}: ${whyNotRead(error)}`);
  }
};
