import type { Target } from '../../values/target.ts';
import { succeeded } from '../log/verdict.ts';

/** Ten minutes: how long a delivery with the same body counts as a duplicate. */
export const repeatWindow = 600_000;
/** Maximum number of bodies remembered. At a rate where this covers less than ten minutes, the oldest are forgotten. */
const most = 200_000;
/** Maximum number of repeats whose first delivery is known by their id. */
const mostRepeats = 1_000;

/** How the deliveries of one body stand at one target. */
export interface Standing {
  readonly target: Target;
  /** The newest status, and once there is a 2xx always a 2xx; 502 without a response, 504 if it is late; undefined before the first. */
  status: number | undefined;
  /** Number of attempts in flight or waiting for a retry. */
  open: number;
}

/** What is known of a body. */
export interface Seen {
  /** The first delivery with it. */
  readonly id: string;
  /** When it was last forwarded (ms since 1970). */
  at: number;
  /** At each of its targets: equal bytes have equal targets. */
  readonly standings: readonly Standing[];
  /** Resolves with the response to the newest forwarded delivery while that is not known. */
  answer: Promise<number> | undefined;
  /** Whether it has reached all its targets and is counted. */
  reached: boolean;
}

/** Returns the standing at a target that has received nothing yet. */
export const untried = (target: Target): Standing => ({ target, status: undefined, open: 0 });

/** Returns what is known of a body that has not been forwarded yet. */
export const firstSeen = (id: string, targets: readonly Target[]): Seen => ({
  id,
  at: 0,
  standings: targets.map(untried),
  answer: undefined,
  reached: false,
});

/** Notes the outcome of an attempt. A later failure does not undo a 2xx: the target has the delivery. */
export const note = (standing: Standing, { status = 502 }: { readonly status?: number }): void => {
  if (!succeeded(standing) || succeeded({ status })) standing.status = status;
};

/** Returns whether a redelivery goes to this target: it returned no 2xx, and nothing is in flight or waiting for a retry. */
export const isOwed = (standing: Standing): boolean => standing.open === 0 && !succeeded(standing);

/** Returns the worst of the newest statuses, 200 if there are none. */
export const worstOf = (standings: readonly Standing[]): number => {
  let worst = 200;
  for (const { status } of standings) if (status !== undefined && status > worst) worst = status;
  return worst;
};

/**
 * Remembers bodies by their digest. The service sends a redelivery byte for byte and has no delivery id, so equal bytes mean a
 * duplicate.
 */
export interface Memory {
  /** Returns what is known of a body that was forwarded within the window before `now` (ms). */
  find(digest: string, now: number): Seen | undefined;
  /** Remembers a body that is forwarded `now`. */
  add(digest: string, seen: Seen, now: number): void;
  /** Notes that a delivery repeats the bytes of another one. */
  repeated(id: string, first: string): void;
  /** Returns the id of the first delivery with the bytes of a recent one: its own if it repeats none. */
  firstOf(id: string): string;
  /** Returns what is known of the body whose first delivery has this id. Slow: for deliveries replayed by hand. */
  of(first: string): Seen | undefined;
  size(): number;
}

export const createMemory = (window: number = repeatWindow): Memory => {
  // Oldest first: a body remembered again moves to the end.
  const known = new Map<string, Seen>();
  let swept = Number.NEGATIVE_INFINITY;
  const firsts = new Map<string, string>();

  /**
   * Removes expired entries once a second, because iterating from a map's front for each delivery gets slower and slower. Over
   * the limit, it removes a tenth.
   */
  const sweep = (now: number): void => {
    if (now - swept < 1_000 && known.size < most) return;
    swept = now;
    let spare = known.size < most ? 0 : most / 10;
    for (const [digest, { at }] of known) {
      if (now - at <= window && spare-- <= 0) return;
      known.delete(digest);
    }
  };

  return {
    find: (digest, now) => {
      const found = known.get(digest);
      return found && now - found.at <= window ? found : undefined;
    },
    add: (digest, seen, now) => {
      sweep(now);
      seen.at = now;
      known.delete(digest);
      known.set(digest, seen);
    },
    repeated: (id, first) => {
      firsts.set(id, first);
      const [oldest] = firsts.keys();
      if (firsts.size > mostRepeats && oldest !== undefined) firsts.delete(oldest);
    },
    firstOf: (id) => firsts.get(id) ?? id,
    of: (first) => {
      for (const seen of known.values()) if (seen.id === first) return seen;
      return undefined;
    },
    size: () => known.size,
  };
};
