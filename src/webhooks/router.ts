import { usage } from '../errors.ts';
import { takes } from '../values/event-names.ts';
import { parseTarget, type Target } from '../values/target.ts';

/** Deliveries whose event matches the pattern go to the target. */
export interface Route {
  readonly pattern: string;
  readonly target: Target;
}

/** Parses `call.*=http://localhost:3000/calls`. Throws a usage error for any other form. */
export const parseRoute = (typed: string): Route => {
  const at = typed.indexOf('=');
  const pattern = typed.slice(0, Math.max(at, 0)).trim();
  if (pattern === '')
    throw usage(`--route: \`${typed}\` is not of the form PATTERN=URL`, "Write it like --route 'call.*=http://localhost:3000/calls'.");
  return { pattern, target: parseTarget(typed.slice(at + 1), '--route') };
};

/**
 * Returns a function from an event to its targets: every matching route in the order typed, or `otherwise` if none matches. A
 * delivery without an event name counts as having an empty name. Results are cached, because there are few names.
 */
export const router = (routes: readonly Route[], otherwise: readonly Target[]): ((event: string | undefined) => readonly Target[]) => {
  if (routes.length === 0) return () => otherwise;
  const known = new Map<string, readonly Target[]>();
  return (event = '') => {
    const remembered = known.get(event);
    if (remembered) return remembered;
    const matching = routes.filter((route) => takes(route.pattern, event)).map((route) => route.target);
    const found = matching.length === 0 ? otherwise : [...new Map(matching.map((target) => [target.text, target])).values()];
    if (known.size < 1000) known.set(event, found);
    return found;
  };
};
