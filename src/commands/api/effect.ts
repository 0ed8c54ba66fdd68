import { rawUrl } from '../../client/request.ts';
import { resources } from '../../resources/index.ts';
import { type Effect, effect, method as methodOf, type Operation, path as pathOf } from '../../resources/resource.ts';
import type { Deed } from '../confirm.ts';

/** The documented operation behind a request, where there is one, and what kind of deed it is. */
export const knownOperation = (method: string, path: string, base: URL): { operation: Operation; kind: Deed['kind'] } | undefined => {
  const typed = rawUrl(path, base).pathname.slice(base.pathname.replace(/\/$/, '').length);
  for (const [name, { operations }] of Object.entries(resources)) {
    for (const operation of Object.values(operations)) {
      const pattern = new RegExp(`^${pathOf(operation).replace(/\{\w+\}/g, '[^/]+')}/?$`);
      if (methodOf(operation) !== method || !pattern.test(typed)) continue;
      return { operation, kind: effect(operation) !== 'reaches-a-person' ? 'final' : name === 'calls' ? 'call' : 'text' };
    }
  }
  return undefined;
};

/** What a request does to the world outside: as its operation says, by its method where none is known. */
export const rawEffect = (method: string, path: string, base: URL): Effect => {
  const known = knownOperation(method, path, base);
  if (known) return effect(known.operation);
  return method === 'GET' || method === 'HEAD' ? 'none' : method === 'DELETE' ? 'final' : 'ordinary';
};
