import { method, type Operation, parameters, path, type Resource } from './resource.ts';

/** An operation by its place among the resources, with the values that stand in the path. */
export interface Found {
  readonly noun: string;
  readonly operation: Operation;
  readonly values: Readonly<Record<string, string>>;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * The documented operation that a request is, if any.
 * @param to a path below the base URL, as a URL writes it
 */
export const operationAt = (resources: Readonly<Record<string, Resource>>, verb: string, to: string): Found | undefined => {
  for (const [noun, { operations }] of Object.entries(resources)) {
    for (const operation of Object.values(operations)) {
      if (method(operation) !== verb) continue;
      const found = new RegExp(`^${path(operation).replace(/\{\w+\}/g, '([^/]+)')}/?$`).exec(to);
      if (found)
        return { noun, operation, values: Object.fromEntries(parameters(operation).map((name, at) => [name, decoded(found[at + 1] ?? '')])) };
    }
  }
  return undefined;
};
