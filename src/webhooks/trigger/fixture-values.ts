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

/** Anything but text as JSON, so that a number stands in a sentence as it is. */
const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/**
 * A copy of a value with each `{{dotted.path}}` replaced by what is known under it: a text that is nothing else takes the value
 * as it is (a number stays one), inside of a longer text it is written out. Fails with `usage` for what is not known.
 */
export const fill = (value: unknown, known: Fields, where: string): unknown => {
  if (Array.isArray(value)) return value.map((item) => fill(item, known, where));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, known, where)]));
  if (typeof value !== 'string') return value;
  const whole = /^\{\{\s*([^{}]+?)\s*\}\}$/.exec(value);
  if (whole?.[1] !== undefined) return look(known, whole[1], where);
  return value.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (_, path: string) => asText(look(known, path, where)));
};

/** The values of a fixture, each of which may use those before it. */
export const fillInOrder = (values: Fields, where: string): Fields => {
  let known: Fields = {};
  for (const [name, value] of Object.entries(values)) known = { ...known, [name]: fill(value, known, `${where}: values: ${name}`) };
  return known;
};
