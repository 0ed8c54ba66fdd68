/** A piece of JSON and its kind; white space and punctuation have none. */
export interface Piece {
  readonly text: string;
  readonly kind: 'key' | 'string' | 'number' | 'word' | '';
}

const token = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)/g;

/** Splits JSON into pieces for coloring; joined again, they are the same text. */
export const piecesOf = (json: string): Piece[] => {
  const pieces: Piece[] = [];
  let at = 0;
  const add = (text: string, kind: Piece['kind']): void => {
    if (text !== '') pieces.push({ text, kind });
  };
  for (const found of json.matchAll(token)) {
    const [whole, quoted, colon = '', number] = found;
    add(json.slice(at, found.index), '');
    if (quoted !== undefined) {
      add(quoted, colon === '' ? 'string' : 'key');
      add(colon, '');
    } else add(whole, number === undefined ? 'word' : 'number');
    at = found.index + whole.length;
  }
  add(json.slice(at), '');
  return pieces;
};
