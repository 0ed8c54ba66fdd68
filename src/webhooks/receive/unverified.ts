/** A body that is being read, from a sender not verified yet. */
export interface Body {
  /** Bytes read so far. */
  size: number;
  /** When reading began (ms since 1970). */
  readonly since: number;
  /** Stops reading it. */
  readonly cut: () => void;
}

/** The bodies being read and not yet verified: anyone who finds the URL may send some, but must not fill our memory. */
export interface Unverified {
  /** Adds received bytes. Over the limit, the bodies that hold the most for the longest are cut. */
  grow(body: Body, bytes: number): void;
  /** Removes a body that was read or given up. */
  leave(body: Body): void;
}

/**
 * Creates the tracker.
 * @param most limit for the total of all bodies, in bytes
 */
export const createUnverified = (most: number, now: () => number): Unverified => {
  const bodies = new Set<Body>();
  let total = 0;
  const leave = (body: Body): void => {
    if (bodies.delete(body)) total -= body.size;
  };
  /** Bytes times time: a small new delivery weighs almost nothing compared to a large stalled one. */
  const weight = ({ size, since }: Body): number => size * (now() - since + 1);
  return {
    grow: (body, bytes) => {
      bodies.add(body);
      body.size += bytes;
      total += bytes;
      while (total > most) {
        const [first = body, ...others] = bodies;
        const heaviest = others.reduce((found, other) => (weight(other) > weight(found) ? other : found), first);
        leave(heaviest);
        heaviest.cut();
      }
    },
    leave,
  };
};
