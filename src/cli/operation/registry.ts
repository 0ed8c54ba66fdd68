import { resources } from '../../resources/index.ts';
import type { Operation, Resource } from '../../resources/resource.ts';

/** A resource and one of its operations by their words. Throws if there is none: a fault of ours, not the user's. */
export const named = (name: string, verb: string): { resource: Resource; operation: Operation } => {
  const resource = resources[name];
  const operation = resource?.operations[verb];
  if (resource === undefined || operation === undefined) throw new Error(`no operation ${name}.${verb}`);
  return { resource, operation };
};

/** `agents` → `agent`. */
export const singular = (name: string): string => name.replace(/s$/, '');
