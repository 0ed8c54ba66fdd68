import { usage } from '../../errors.ts';
import { headerFilter } from '../header-filter.ts';
import type { Headers } from '../headers.ts';
import type { Payload } from '../payload.ts';

/** Returns whether a delivery is to be forwarded. */
export type Wants = (payload: Payload, headers: Headers) => boolean;

/** Returns whether a value is false in JMESPath: false, null, and empty strings, lists and objects. */
const isFalse = (value: unknown): boolean =>
  value === false ||
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0);

/**
 * Returns the predicate for --agent, --filter and --filter-header, or undefined if all deliveries match. A payload without an agent
 * matches no agent, and one for which the expression cannot be evaluated does not match. Fails with `usage` if an expression is
 * invalid.
 */
export const wantsOf = async (agent: string | undefined, filter: string | undefined, filterHeader: readonly string[]): Promise<Wants | undefined> => {
  const tests: Wants[] = [];
  const fitsHeaders = headerFilter(filterHeader);
  if (fitsHeaders !== undefined) tests.push((_, headers) => fitsHeaders(headers));
  if (agent !== undefined) tests.push((payload) => payload.agent === agent);
  if (filter !== undefined) tests.push(await matching(filter));
  return tests.length === 0 ? undefined : (payload, headers) => tests.every((test) => test(payload, headers));
};

const matching = async (filter: string): Promise<Wants> => {
  if (filter.startsWith('.'))
    throw usage('--filter takes JMESPath, which does not start with a dot', 'For example --filter "data.direction == \'inbound\'".');
  const { compile, TreeInterpreter } = await import('@jmespath-community/jmespath');
  let tree: ReturnType<typeof compile>;
  try {
    tree = compile(filter);
  } catch (error) {
    throw usage(
      `--filter: ${error instanceof Error ? error.message : String(error)}`,
      'Write JMESPath, for example --filter "data.direction == \'inbound\'".',
    );
  }
  return ({ value }) => {
    if (value === undefined) return false;
    try {
      return !isFalse(TreeInterpreter.search(tree, value));
    } catch {
      return false;
    }
  };
};
