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
const plainLines = /^[\x20-\x7e\t\n]*$/;

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

/**
 * What tells our own colors from those that stand in a text from outside: parameters that nobody else knows, in each of them. They are
 * taken out before anything is written; until then what measures and wraps texts takes them for colors.
 */
const digits = (): number => 1000 + Math.floor(Math.random() * 9000);
const secret = `${digits()};${digits()};${digits()};`;
const ours = new RegExp(`(\u001b\\[${secret}[\\d;]*m)`);
const allOurs = new RegExp(`\u001b\\[${secret}([\\d;]*m)`, 'g');

/** The sequence that turns a color on or off, `1;31` say, as one of ours. */
export const sgr = (codes: string): string => `\u001b[${secret}${codes}m`;

/** Makes every color in a text one of ours. */
export const asOurs = (text: string): string => text.replace(/\u001b\[([\d;]*)m/g, (_, codes: string) => sgr(codes));

/** A text as it goes out: our colors as terminals know them. Everything else stays. */
export const unmarked = (text: string): string => (text.includes(secret) ? text.replace(allOurs, '\u001b[$1') : text);

const besideOurs = (text: string, change: (part: string) => string): string =>
  text
    .split(ours)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('');

/** As `safeLines`, but our colors stay: for what we say ourselves, with words from outside in it. */
export const safeWords = (text: string): string => (plain.test(text) ? text : besideOurs(text, safeLines));

/** Any text as a terminal may have it: as it is, with our colors, but nothing else that a terminal obeys. Tabs and newlines stay. */
export const harmless = (text: string): string =>
  plainLines.test(text) ? text : unmarked(besideOurs(text, (part) => part.replace(lone, '\ufffd').replace(newlines, '\n').replace(dangerous, seen)));
