import { resources } from '../../resources/index.ts';
import { method, type Operation, path } from '../../resources/resource.ts';
import { Refusal } from './refusal.ts';

/** An operation and the path that it matches. */
export interface Route {
  /** `agents.list`. */
  readonly name: string;
  readonly resource: string;
  readonly operation: Operation;
  readonly method: string;
  /** The segments of the path; undefined stands for an id. */
  readonly segments: readonly (string | undefined)[];
}

/** Every route, derived from the resource declarations. */
export const routes: readonly Route[] = Object.entries(resources).flatMap(([resource, { operations }]) =>
  Object.entries(operations).map(([verb, operation]) => ({
    name: `${resource}.${verb}`,
    resource,
    operation,
    method: method(operation),
    segments: path(operation)
      .split('/')
      .slice(1)
      .map((segment) => (segment.startsWith('{') ? undefined : segment)),
  })),
);

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Returns the route for a method and a path (without the base path), and its id, which is empty if the path has none. Refuses unknown paths with 404
 * and known paths with another method with 405.
 */
export const match = (wanted: string, pathname: string): { route: Route; id: string } => {
  const given = pathname.split('/').slice(1).map(decode);
  const fits = routes.filter(
    ({ segments }) =>
      segments.length === given.length && segments.every((segment, at) => (segment === undefined ? given[at] !== '' : segment === given[at])),
  );
  const route = fits.find((each) => each.method === wanted);
  if (route) return { route, id: given[route.segments.indexOf(undefined)] ?? '' };
  if (fits.length === 0) throw new Refusal(404, `Nothing found at ${pathname}`);
  const allowed = [...new Set(fits.map((each) => each.method))].join(', ');
  throw new Refusal(405, `${wanted} is not possible here, only ${allowed}`, { allow: allowed });
};
