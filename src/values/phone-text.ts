import { seenOnly } from './unseen.ts';

/** A cleaned number: what to dial, and a trunk prefix in parentheses, `(0)`. */
export interface PhoneText {
  /** Digits with an optional `+`; undefined if there is anything else. */
  readonly dialed: string | undefined;
  /** The same without zeros in parentheses, which are dialed only within the country: `+44 (0)20…`. */
  readonly untrunked?: string;
  /** Why it is not a number, if known. */
  readonly fault?: string;
}

/** Returns the value of a decimal digit of any script. Digits of a script are consecutive code points from zero to nine. */
const digitValue = (digit: string): number => {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return code - zero;
};

/** Quotes, apostrophes and backticks of any kind, and the `=` that makes a spreadsheet keep text. */
const wrapping = /^[\s'"`´‘’‚‛“”„‟′″«»‹›=]+|[\s'"`´‘’‚‛“”„‟′″«»‹›]+$/gu;
const scheme = /^(?:tel|callto|sms|smsto|whatsapp|phone)\s*:\s*(?:\/\/)?/i;
const separators = /[\s.\-()[\]{}/\\·•]/g;
const extension = /(?:;\s*ext\s*=|\bext(?:ension|n)?\b\.?|\bx|#)[\s.:]*\d+$/i;
const again = 'format the column as text there and export it again';
/** Separators between two numbers in one cell. */
const between = /[,;|&\n]|:::|\bor\b/i;

/** Parses a number as people and programs write it, including separators, quotes, `tel:`, invisible and full-width characters. */
export const phoneText = (raw: string): PhoneText => {
  const plain = seenOnly(raw)
    .normalize('NFKC')
    .replace(/[\p{Pd}\u2212\u2043\u30fc]/gu, '-')
    .replace(/[\u2795\u207a]/g, '+')
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
  let text = plain;
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(wrapping, '').replace(scheme, '');
  }
  if (/^[+-]?\d+(?:[.,]\d+)?\s*e\s*\+?\d+$/i.test(text))
    return { dialed: undefined, fault: `was shortened by a spreadsheet, and its digits are lost; ${again}` };
  if (/^#(?:[A-Z/0?!]{2,}|#+)/i.test(text)) return { dialed: undefined, fault: `is a spreadsheet error, not a phone number; ${again}` };
  if (extension.test(text)) return { dialed: undefined, fault: 'has an extension, which cannot be dialed' };
  // `901820/21` is short for two numbers.
  if (text.split(between).filter((part) => part.replace(/\D/g, '').length > 5).length > 1 || /\d\s*\/\s*\d{1,2}$/.test(text))
    return { dialed: undefined, fault: 'is more than one phone number' };
  // Spreadsheet programs add `.0` to the numbers of a column that has empty cells.
  text = text.replace(/^(\+?\d{7,15})[.,]0+$/, '$1');
  const dialed = dialedOf(text);
  const bare = text.replace(/(\d[\s.-]*)\(\s*0\d{0,2}\s*\)/, '$1');
  const untrunked = bare === text ? undefined : dialedOf(bare);
  return { dialed, ...(untrunked === undefined ? {} : { untrunked }) };
};

const dialedOf = (text: string): string | undefined => {
  const digits = text.replace(separators, '');
  return /^\+?\d+$/.test(digits) ? digits : undefined;
};
