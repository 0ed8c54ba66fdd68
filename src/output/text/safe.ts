/**
 * Text from outside, made harmless. A terminal obeys escape sequences, C1 controls and bidi overrides wherever they stand, so
 * whoever can name a lead could otherwise rewrite the screen (CWE-150) or make a line read backwards (CVE-2021-42574).
 */

const newlines = /\r\n|[\n\r\u0085\u2028\u2029]/g;
const dangerous = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/g;
/** Half a surrogate pair is no character. */
const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Printable ASCII needs nothing: the usual case, and the fast one. */
const plain = /^[\x20-\x7e]*$/;

const seen = (character: string): string => {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
};

/** One line that is harmless on a terminal: controls become visible escapes, a newline `↵`, a tab a space. */
export const safe = (text: string): string =>
  plain.test(text) ? text : text.replace(lone, '\ufffd').replace(newlines, '↵').replaceAll('\t', ' ').replace(dangerous, seen);

/** As `safe`, but newlines stay: for prose, where they are wanted. */
export const safeLines = (text: string): string =>
  plain.test(text) ? text : text.replace(lone, '\ufffd').replace(newlines, '\n').replaceAll('\t', '  ').replace(dangerous, seen);

/** A color as our own words have it, and nothing else that begins with an escape. */
const color = /(\u001b\[[\d;]*m)/;

/** As `safeLines`, but colors stay: for what we say ourselves, with words from outside in it. */
export const safeWords = (text: string): string =>
  plain.test(text)
    ? text
    : text
        .split(color)
        .map((part, index) => (index % 2 === 1 ? part : safeLines(part)))
        .join('');
