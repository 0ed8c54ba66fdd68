/** Invisible characters, which come with copies from web pages, chats or spreadsheets. */

/** Controls, format characters (zero-width, bidi, soft hyphen, BOM), variation selectors, fillers, tag characters, and the keycap mark. */
const unseen = /\p{Cc}|\p{Cf}|\p{Co}|\p{Cs}|\p{Variation_Selector}|[\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5|\u20e3/gu;
/** All white space, plus the blank characters that Unicode does not count as white space. */
const blanks = /[\s\u2800]+/gu;

/**
 * Returns the text without invisible characters; each run of white space (no-break, thin, full-width …) becomes one plain space, and both ends are
 * trimmed.
 */
export const seenOnly = (text: string): string => text.replace(blanks, ' ').replace(unseen, '').replace(/ +/g, ' ').trim();

/** Returns the text with non-ASCII characters as code points: `+1415<U+200B>555`. For messages about refused values. */
export const withCodePoints = (text: string): string =>
  text.replace(/[^\x20-\x7e]/gu, (character) => `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`);
