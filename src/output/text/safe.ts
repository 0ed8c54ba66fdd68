/**
 * Makes text from outside safe. A terminal executes escape sequences, C1 controls and bidi overrides anywhere, so anyone who can name a lead could
 * otherwise rewrite the screen (CWE-150) or make a line read backwards (CVE-2021-42574).
 */

const newlines = /\r\n|[\n\r\u0085\u2028\u2029]/g;
const dangerous = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/g;
/** An unpaired surrogate. */
const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Printable ASCII needs no changes: the usual case, and the fast one. */
const plain = /^[\x20-\x7e]*$/;
const plainLines = /^[\x20-\x7e\t\n]*$/;

const seen = (character: string): string => {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
};

/** Returns one line that is safe on a terminal: controls become visible escapes, a newline becomes `↵`, a tab a space. */
export const safe = (text: string): string =>
  plain.test(text) ? text : text.replace(lone, '\ufffd').replace(newlines, '↵').replaceAll('\t', ' ').replace(dangerous, seen);

/** Like `safe`, but keeps newlines: for prose. */
export const safeLines = (text: string): string =>
  plain.test(text) ? text : text.replace(lone, '\ufffd').replace(newlines, '\n').replaceAll('\t', '  ').replace(dangerous, seen);

/**
 * Distinguishes our own colors from those in outside text: each carries random parameters that nobody else knows. They are removed before anything is
 * written; until then, code that measures and wraps text treats them as colors.
 */
const digits = (): number => 1000 + Math.floor(Math.random() * 9000);
const secret = `${digits()};${digits()};${digits()};`;
const ours = new RegExp(`(\u001b\\[${secret}[\\d;]*m)`);
const allOurs = new RegExp(`\u001b\\[${secret}([\\d;]*m)`, 'g');

/** Returns the sequence that turns a color on or off, such as `1;31`, marked as ours. */
export const sgr = (codes: string): string => `\u001b[${secret}${codes}m`;

/** Marks every color in a text as ours. */
export const asOurs = (text: string): string => text.replace(/\u001b\[([\d;]*)m/g, (_, codes: string) => sgr(codes));

/** Returns the text to send: our colors become regular terminal colors, everything else stays. */
export const unmarked = (text: string): string => (text.includes(secret) ? text.replace(allOurs, '\u001b[$1') : text);

const besideOurs = (text: string, change: (part: string) => string): string =>
  text
    .split(ours)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('');

/** Like `safeLines`, but keeps our colors: for our own messages that include outside text. */
export const safeWords = (text: string): string => (plain.test(text) ? text : besideOurs(text, safeLines));

/**
 * Returns a text that is safe for a terminal: unchanged, with our colors, but without anything else that a terminal executes. Tabs and newlines stay.
 */
export const harmless = (text: string): string =>
  plainLines.test(text) ? text : unmarked(besideOurs(text, (part) => part.replace(lone, '\ufffd').replace(newlines, '\n').replace(dangerous, seen)));
