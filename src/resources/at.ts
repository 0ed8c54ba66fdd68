import { method, type Operation, parameters, path, type Resource } from './resource.ts';

/** An operation found by resource and verb, with the values in the path. */
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
 * Returns the documented operation that matches a request, if any.
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
