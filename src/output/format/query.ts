import { usage } from '../../errors.ts';
import { isObject } from '../../values/json.ts';

const tutorial = 'https://jmespath.org has a tutorial.';
const message = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** The names of the functions that a parsed expression calls. */
const called = (node: unknown): readonly string[] => {
  if (Array.isArray(node)) return node.flatMap(called);
  if (!isObject(node)) return [];
  const own = node['type'] === 'Function' && typeof node['name'] === 'string' ? [node['name']] : [];
  return [...own, ...Object.values(node).flatMap(called)];
};

/** Checks an expression without a value, so that a mistake in it is found before anything is sent. Fails with `usage`. */
export const checkQuery = async (query: string): Promise<void> => {
  if (query.startsWith('.'))
    throw usage(`--query takes JMESPath, not jq: "${query}" begins with a dot`, `Write "${query.replace(/^\.+/, '') || '@'}". ${tutorial}`);
  const { compile, getRegisteredFunctions, isRegistered } = await import('@jmespath-community/jmespath');
  let parsed: unknown;
  try {
    parsed = compile(query);
  } catch (thrown) {
    throw usage(`--query is no JMESPath expression: ${message(thrown)}`, tutorial);
  }
  const unknown = called(parsed).find((name) => !isRegistered(name));
  if (unknown === undefined) return;
  const { closest, distance } = await import('fastest-levenshtein');
  const functions = [...getRegisteredFunctions()];
  const near = closest(unknown, functions);
  throw usage(
    `--query: JMESPath has no function "${unknown}"`,
    distance(unknown, near) <= 2 ? `Did you mean ${near}()?` : `The functions: ${functions.join(', ')}.`,
  );
};

/** The result of an expression over a value. Fails with `usage` where it does not fit the value. */
export const runQuery = async (query: string, value: unknown): Promise<unknown> => {
  await checkQuery(query);
  const { search } = await import('@jmespath-community/jmespath');
  try {
    // The library's types know JSON values only; written and read again, it is just what `-o json` would print.
    const result: unknown = search(JSON.parse(JSON.stringify(value ?? null)), query);
    return result ?? null;
  } catch (thrown) {
    throw usage(`--query does not fit the answer: ${message(thrown)}`, 'Look at what it is applied to with -o json.');
  }
};
