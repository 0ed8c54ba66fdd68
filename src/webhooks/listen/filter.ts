import { usage } from '../../errors.ts';
import type { Payload } from '../payload.ts';

/** Returns whether a value is false in JMESPath: false, null, and empty strings, lists and objects. */
const isFalse = (value: unknown): boolean =>
  value === false ||
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0);

/**
 * Returns the predicate for --agent and --filter, or undefined if all deliveries match. A payload without an agent matches no
 * agent, and one for which the expression cannot be evaluated does not match. Fails with `usage` if the expression is invalid.
 */
export const wantsOf = async (agent: string | undefined, filter: string | undefined): Promise<((payload: Payload) => boolean) | undefined> => {
  if (filter === undefined) return agent === undefined ? undefined : (payload) => payload.agent === agent;
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
  return (payload) => {
    if (agent !== undefined && payload.agent !== agent) return false;
    if (payload.value === undefined) return false;
    try {
      return !isFalse(TreeInterpreter.search(tree, payload.value));
    } catch {
      return false;
    }
  };
};
