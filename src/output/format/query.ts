import { usage } from '../../errors.ts';
import { isObject } from './path.ts';

const tutorial = 'See https://jmespath.org for a tutorial.';
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
    throw usage(`--query takes JMESPath, not jq: "${query}" starts with a dot`, `Write "${query.replace(/^\.+/, '') || '@'}". ${tutorial}`);
  const { compile, getRegisteredFunctions, isRegistered } = await import('@jmespath-community/jmespath');
  let parsed: unknown;
  try {
    parsed = compile(query);
  } catch (thrown) {
    throw usage(`invalid --query expression: ${message(thrown)}`, tutorial);
  }
  const unknown = called(parsed).find((name) => !isRegistered(name));
  if (unknown === undefined) return;
  const { closest, distance } = await import('fastest-levenshtein');
  const functions = [...getRegisteredFunctions()];
  const near = closest(unknown, functions);
  throw usage(
    `--query: unknown JMESPath function "${unknown}"`,
    distance(unknown, near) <= 2 ? `Did you mean ${near}()?` : `Functions: ${functions.join(', ')}.`,
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
    throw usage(`--query cannot be applied to the response: ${message(thrown)}`, 'Run the command with -o json to see the data it is applied to.');
  }
};
