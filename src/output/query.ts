import { usage } from '../errors.ts';

const message = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** Checks an expression without a value, so that a mistake in it is found before anything is sent. Fails with `usage`. */
export const checkQuery = async (query: string): Promise<void> => {
  if (query.startsWith('.'))
    throw usage(
      `--query takes JMESPath, not jq: "${query}" begins with a dot`,
      `Write "${query === '.' ? '@' : query.replace(/^\.+/, '').replace(/^\[\]\./, '[].')}"; https://jmespath.org has a tutorial.`,
    );
  const { compile } = await import('@jmespath-community/jmespath');
  try {
    compile(query);
  } catch (thrown) {
    throw usage(`--query: not a JMESPath expression: ${message(thrown)}`, 'https://jmespath.org has a tutorial.');
  }
};

/** The result of an expression over a value. Fails with `usage` where it does not fit the value. */
export const runQuery = async (query: string, value: unknown): Promise<unknown> => {
  await checkQuery(query);
  const { search } = await import('@jmespath-community/jmespath');
  try {
    // The types of the library know JSON values only, and what comes from the service is just that.
    const result: unknown = search(JSON.parse(JSON.stringify(value ?? null)), query);
    return result ?? null;
  } catch (thrown) {
    throw usage(`--query: ${message(thrown)}`, 'Look at what the expression is applied to with -o json.');
  }
};
