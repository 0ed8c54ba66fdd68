import type { Deed } from '../../cli/operation/confirm.ts';
import { belowBase, rawUrl } from '../../client/request.ts';
import { operationAt } from '../../resources/at.ts';
import { resources } from '../../resources/index.ts';
import { type Effect, effect, type Operation } from '../../resources/resource.ts';

/** The documented operation behind a request, where there is one, and what kind of deed it is. */
export const knownOperation = (method: string, path: string, base: URL): { operation: Operation; kind: Deed['kind'] } | undefined => {
  const found = operationAt(resources, method, belowBase(rawUrl(path, base), base));
  if (!found) return undefined;
  const { noun, operation } = found;
  return { operation, kind: effect(operation) !== 'reaches-a-person' ? 'final' : noun === 'calls' ? 'call' : 'text' };
};

/** What a request does to the world outside: as its operation says, by its method where none is known. */
export const rawEffect = (method: string, path: string, base: URL): Effect => {
  const known = knownOperation(method, path, base);
  if (known) return effect(known.operation);
  return method === 'GET' || method === 'HEAD' ? 'none' : method === 'DELETE' ? 'final' : 'ordinary';
};
