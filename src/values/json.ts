import { ExactNumber, writeJson } from './exact-json.ts';

/** What a value parsed from JSON is: nothing that came from outside is used before one of these has looked at it. */

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);

export const isText = (value: unknown): value is string => typeof value === 'string';

/** A number that a JSON text can hold and that is one: `1e400` reads as infinity. */
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** A whole number from 0 on that is exact. */
export const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** Milliseconds since 1970 that a `Date` can show. */
export const isTime = (value: unknown): value is number => isNumber(value) && Math.abs(value) <= 8.64e15;

export const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

/** A name with its value, as headers are kept. */
export const isPair = (value: unknown): value is readonly [string, string] => isTexts(value) && value.length === 2;

export const isPairs = (value: unknown): value is ReadonlyArray<readonly [string, string]> => Array.isArray(value) && value.every(isPair);

/** A test of one member. */
export type Check = (value: unknown) => boolean;

/** Whether a value is an object whose members pass their tests; others may be there too. */
export const fits = (value: unknown, shape: Readonly<Record<string, Check>>): value is Fields =>
  isObject(value) && Object.entries(shape).every(([name, check]) => check(Object.hasOwn(value, name) ? value[name] : undefined));

/** So many lists and objects in each other nobody means: most of what works on JSON calls itself for each, until there is no room left. */
export const deepest = 200;

/** Whether something in a value lies in more than so many lists and objects. */
export const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1)));

/** A value of one record as text, whatever the service made of it; JSON where it is an object. */
export const asText = (value: unknown): string => (typeof value === 'object' && value !== null ? writeJson(value) : String(value));
