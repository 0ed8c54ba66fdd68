import { ExactNumber, writeJson } from './exact-json.ts';

/** Type checks for parsed JSON. Nothing from outside is used before one of these has checked it. */

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);

export const isText = (value: unknown): value is string => typeof value === 'string';

/** A finite number: `1e400` in JSON parses as infinity. */
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** A safe integer of at least 0. */
export const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** Milliseconds since 1970 that a `Date` can represent. */
export const isTime = (value: unknown): value is number => isNumber(value) && Math.abs(value) <= 8.64e15;

export const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

/** A name and value, as headers are stored. */
export const isPair = (value: unknown): value is readonly [string, string] => isTexts(value) && value.length === 2;

export const isPairs = (value: unknown): value is ReadonlyArray<readonly [string, string]> => Array.isArray(value) && value.every(isPair);

/** Returns what is wrong with a text as JSON, in the parser's words; undefined if it is JSON. */
export const jsonFault = (text: string): string | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** A test for one member. */
export type Check = (value: unknown) => boolean;

/** Returns whether a value is an object whose members pass their tests; it may have other members. */
export const fits = (value: unknown, shape: Readonly<Record<string, Check>>): value is Fields =>
  isObject(value) && Object.entries(shape).every(([name, check]) => check(Object.hasOwn(value, name) ? value[name] : undefined));

/** More nesting than this is never intentional: most code for JSON is recursive and would overflow the stack. */
export const deepest = 200;

/** Returns whether a value is nested deeper than this many lists and objects. */
export const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1)));

/** Returns a value of one record as text, whatever its type; an object becomes JSON. */
export const asText = (value: unknown): string => (typeof value === 'object' && value !== null ? writeJson(value) : String(value));
