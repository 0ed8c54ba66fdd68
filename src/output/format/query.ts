import { usage } from '../../errors.ts';
import { ExactNumber, readJson, writeJson } from '../../values/exact-json.ts';
import { isObject } from '../../values/json.ts';
import { inQuotes, slipIn } from './query-slips.ts';

const tutorial = 'See https://jmespath.org for a tutorial.';
const message = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** Returns all nodes of a parsed expression, outer ones first. */
const nodes = (node: unknown): ReadonlyArray<Readonly<Record<string, unknown>>> => {
  if (Array.isArray(node)) return node.flatMap(nodes);
  if (!isObject(node)) return [];
  return [...(typeof node['type'] === 'string' ? [node] : []), ...Object.values(node).flatMap(nodes)];
};

const compiled = async (query: string): Promise<unknown> => {
  const { compile } = await import('@jmespath-community/jmespath');
  try {
    return compile(query);
  } catch (thrown) {
    throw usage(`--query is not a valid JMESPath expression: ${message(thrown)}`, tutorial);
  }
};

/** Checks an expression without a value, so that a mistake is found before anything is sent. Throws `usage`. */
export const checkQuery = async (query: string): Promise<void> => {
  if (query.startsWith('.'))
    throw usage(`--query takes JMESPath, not jq: "${query}" starts with a dot`, `Write "${query.replace(/^\.+/, '') || '@'}". ${tutorial}`);
  const slip = slipIn(query);
  if (slip) throw usage(`--query: ${slip.what}`, slip.hint);
  const parsed = await compiled(query);
  const { getRegisteredFunctions, isRegistered } = await import('@jmespath-community/jmespath');
  const unknown = nodes(parsed).flatMap(({ type, name }) =>
    type === 'Function' && typeof name === 'string' && !isRegistered(name) ? [name] : [],
  )[0];
  if (unknown === undefined) return;
  const { closest, distance } = await import('fastest-levenshtein');
  const functions = [...getRegisteredFunctions()];
  const near = closest(unknown, functions);
  throw usage(
    `--query: unknown JMESPath function \`${unknown}\``,
    distance(unknown, near) <= 2 ? `Did you mean \`${near}()\`?` : `Functions: ${functions.join(', ')}.`,
  );
};

/** Returns every field name in a value. */
const namesIn = (value: unknown, names = new Set<string>()): Set<string> => {
  if (Array.isArray(value)) for (const one of value) namesIn(one, names);
  else if (isObject(value))
    for (const [name, one] of Object.entries(value)) {
      names.add(name);
      namesIn(one, names);
    }
  return names;
};

/** Throws for a comparison with an unknown field, such as `[?status==completed]`, which would silently find nothing. */
const checkCompared = (parsed: unknown, value: unknown): void => {
  const sides = nodes(parsed).flatMap(({ type, left, right }) => (type === 'Comparator' ? [[left, right]] : []));
  const bare = sides.filter((pair) => pair.every((side) => isObject(side) && side['type'] === 'Field'));
  if (bare.length === 0) return;
  const names = namesIn(value);
  if (names.size === 0) return;
  for (const [, right] of bare) {
    const name = isObject(right) ? String(right['name']) : '';
    if (name !== 'null' && !names.has(name))
      throw usage(`--query: cannot compare with ${name}, which is not a field`, `Write a string in single quotes: ${inQuotes(name)}.`);
  }
};

/** Converts numbers for functions and comparisons; a number that would lose digits is not converted. */
const computed = (value: unknown): unknown => {
  if (value instanceof ExactNumber) {
    const number = value.valueOf();
    return Number.isSafeInteger(number) || (Number.isFinite(number) && value.digits.replace(/\D/g, '').length <= 15) ? number : value;
  }
  if (Array.isArray(value)) return value.map(computed);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, computed(one)])) : value;
};

const computing = new Set(['Comparator', 'Function', 'Arithmetic', 'Unary']);

/** Returns the result of an expression over a value; numbers keep their digits. Throws `usage` if it does not fit the value. */
export const runQuery = async (query: string, value: unknown): Promise<unknown> => {
  await checkQuery(query);
  const parsed = await compiled(query);
  const { search } = await import('@jmespath-community/jmespath');
  // Writing and parsing it gives exactly what `-o json` would print.
  const subject = readJson(writeJson(value ?? null));
  checkCompared(parsed, subject);
  const data = nodes(parsed).some(({ type }) => computing.has(String(type))) ? computed(subject) : subject;
  try {
    // The library's types only allow JSON values, but it passes on what it does not inspect.
    const result: unknown = Reflect.apply(search, undefined, [data, query]);
    return result ?? null;
  } catch (thrown) {
    throw usage(`--query cannot be applied to the response: ${message(thrown)}`, 'Run the command with -o json to see the data it is applied to.');
  }
};

/** Returns a hint if an expression without a result looks for a field in a list; undefined otherwise. */
export const lookedInList = (query: string, value: unknown): string | undefined => {
  const name = /^\s*([A-Za-z_]\w*)\s*(?:$|[.[|])/.exec(query)?.[1];
  return name === undefined || !Array.isArray(value) || value.length === 0
    ? undefined
    : `--query: ${name} is looked for in a list, which has no fields; begin with [], as in [].id`;
};
