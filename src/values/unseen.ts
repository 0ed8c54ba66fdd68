/** Characters that cannot be seen: what a copy from a web page, a chat or a spreadsheet brings along. */

/** Controls, format characters (zero-width, bidi, soft hyphen, BOM), variation selectors, fillers, tag characters, and the keycap mark. */
const unseen = /\p{Cc}|\p{Cf}|\p{Co}|\p{Cs}|\p{Variation_Selector}|[\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5|\u20e3/gu;
/** Every white space, and the blanks that Unicode does not count among it. */
const blanks = /[\s\u2800]+/gu;

/** The text without what cannot be seen; every run of white space (no-break, thin, full-width …) is one plain space, none at the ends. */
export const seenOnly = (text: string): string => text.replace(blanks, ' ').replace(unseen, '').replace(/ +/g, ' ').trim();

/** The text with every character that is not plain ASCII as its code point: `+1415<U+200B>555`. For messages about what was refused. */
export const withCodePoints = (text: string): string =>
  text.replace(/[^\x20-\x7e]/gu, (character) => `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`);
