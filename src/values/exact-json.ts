/**
 * JSON whose numbers keep their digits. `JSON.parse` turns 9007199254740993 into 9007199254740992, 1.0 into 1 and 1e400 into Infinity. Node 20 cannot
 * tell a reviver how a number was written, so this module does. Only numbers that would change are stored specially.
 */

/** A number as it was written. It compares as a number, and `writeJson` writes it unchanged. */
export class ExactNumber {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
  valueOf(): number {
    return Number(this.digits);
  }
  toString(): string {
    return this.digits;
  }
  /** For `JSON.stringify`, which `writeJson` tries first: it does not support such numbers. */
  toJSON(): string {
    met = true;
    return this.digits;
  }
}

let met = false;

/** Returns a value as a number, whether or not it is an `ExactNumber`; undefined if it is not a number. */
export const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : value instanceof ExactNumber ? value.valueOf() : undefined;

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Matches anything that may be a number that changes; a text without a match is parsed directly. */
const suspicious = /\d{16}|\d\.\d|\d[eE]|-0/;
const mark = '\u0000number';
const marked = (value: unknown): value is Readonly<Record<typeof mark, string>> =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, mark) && typeof Reflect.get(value, mark) === 'string';

/** Parses JSON and throws what `JSON.parse` throws. Numbers that it would change become `ExactNumber`s. */
export const readJson = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  if (!suspicious.test(text)) return value;
  let changed = false;
  const kept = text.replace(token, (part) => {
    if (part.startsWith('"') || String(Number(part)) === part) return part;
    changed = true;
    return `{"\\u0000number":"${part}"}`;
  });
  if (!changed) return value;
  // Text that happens to contain the mark stays unchanged, unless a number follows.
  return JSON.parse(kept, (_key, one: unknown) => (marked(one) && /^-?\d[\d.eE+-]*$/.test(one[mark]) ? new ExactNumber(one[mark]) : one));
};

const member = ([key, value]: readonly [string, unknown], step: string, line: string): string =>
  `${JSON.stringify(key)}:${step === '' ? '' : ' '}${written(value, step, line)}`;

const written = (value: unknown, step: string, line: string): string => {
  if (value instanceof ExactNumber) return value.digits;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if ('toJSON' in value && typeof value.toJSON === 'function') return written(value.toJSON(), step, line);
  const inner = line + step;
  const parts = Array.isArray(value)
    ? value.map((one) => written(one, step, inner))
    : Object.entries(value)
        .filter(([, one]) => one !== undefined && typeof one !== 'function')
        .map((entry) => member(entry, step, inner));
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  return step === '' ? `${open}${parts.join(',')}${close}` : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${line}${close}`;
};

/** Returns a value as JSON, like `JSON.stringify` (`null` for undefined), but numbers keep their original digits. */
export const writeJson = (value: unknown, indent = 0): string => {
  met = false;
  const text = JSON.stringify(value, null, indent) ?? 'null';
  return met ? written(value, ' '.repeat(indent), '') : text;
};
