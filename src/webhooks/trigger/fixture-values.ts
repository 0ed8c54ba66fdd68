import { usage } from '../../errors.ts';
import { type Fields, isObject } from '../../values/json.ts';

const look = (known: Fields, path: string, where: string): unknown => {
  let at: unknown = known;
  const gone: string[] = [];
  for (const key of path.split('.')) {
    if (!(typeof at === 'object' && at !== null && Object.hasOwn(at, key))) {
      const there = isObject(at) ? Object.keys(at).join(', ') : '';
      const place = gone.length === 0 ? 'here yet' : `in ${gone.join('.')}`;
      throw usage(`${where}: {{${path}}}: there is no \`${key}\` ${place}`, there === '' ? 'No values are defined yet.' : `Available: ${there}.`);
    }
    gone.push(key);
    at = Reflect.get(at, key);
  }
  return at;
};

/** Returns a text as it is and any other value as JSON, so that a number can be part of a sentence. */
const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/**
 * Returns a copy of a value with each `{{dotted.path}}` replaced by its known value. A text that is only a placeholder becomes
 * the value itself (a number stays a number); inside a longer text the value is written as text. Fails with `usage` for unknown
 * paths.
 */
export const fill = (value: unknown, known: Fields, where: string): unknown => {
  if (Array.isArray(value)) return value.map((item) => fill(item, known, where));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, known, where)]));
  if (typeof value !== 'string') return value;
  const whole = /^\{\{\s*([^{}]+?)\s*\}\}$/.exec(value);
  if (whole?.[1] !== undefined) return look(known, whole[1], where);
  return value.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (_, path: string) => asText(look(known, path, where)));
};

/** Fills in the values of a fixture; each may use those before it. */
export const fillInOrder = (values: Fields, where: string): Fields => {
  let known: Fields = {};
  for (const [name, value] of Object.entries(values)) known = { ...known, [name]: fill(value, known, `${where}: values: ${name}`) };
  return known;
};
