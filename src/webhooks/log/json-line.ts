/**
 * JSON put together by hand where it is made for every delivery: at thousands a second that is most of what a delivery costs, and
 * twice as fast as objects made for JSON.stringify.
 */

/** Printable ASCII but for the quote and the backslash. */
const plain = /^[ !#-[\]-~]*$/;

/** A text as JSON. Nearly all texts stand in it as they are, and to see that takes half the time of JSON.stringify. */
export const quote = (text: string): string => (plain.test(text) ? `"${text}"` : JSON.stringify(text));

/** Pairs of texts as JSON: an array of arrays of two. */
export const quotePairs = (pairs: ReadonlyArray<readonly [string, string]>): string => {
  let json = '[';
  for (const [name, value] of pairs) json += `${json.length > 1 ? ',[' : '['}${quote(name)},${quote(value)}]`;
  return `${json}]`;
};

/** A member with a comma in front, for what follows the first one; nothing where it is absent. */
export const member = (name: string, value: string | number | undefined): string =>
  value === undefined ? '' : `,"${name}":${typeof value === 'number' ? value : quote(value)}`;
