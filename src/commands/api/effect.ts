import type { Deed } from '../../cli/operation/confirm.ts';
import { belowBase, rawUrl } from '../../client/request.ts';
import { operationAt } from '../../resources/at.ts';
import { resources } from '../../resources/index.ts';
import { type Effect, effect, type Operation } from '../../resources/resource.ts';

/** Returns the documented operation for a request, if there is one, and its kind of deed. */
export const knownOperation = (method: string, path: string, base: URL): { operation: Operation; kind: Deed['kind'] } | undefined => {
  const found = operationAt(resources, method, belowBase(rawUrl(path, base), base));
  if (!found) return undefined;
  const { noun, operation } = found;
  return { operation, kind: effect(operation) !== 'reaches-a-person' ? 'final' : noun === 'calls' ? 'call' : 'text' };
};

/** Returns the effect of a request: that of its operation, or one based on its method if the operation is unknown. */
export const rawEffect = (method: string, path: string, base: URL): Effect => {
  const known = knownOperation(method, path, base);
  if (known) return effect(known.operation);
  return method === 'GET' || method === 'HEAD' ? 'none' : method === 'DELETE' ? 'final' : 'ordinary';
};
