/** A body that is being read, of which nobody knows yet who sent it. */
export interface Body {
  /** Bytes read so far. */
  size: number;
  /** When it began (ms since 1970). */
  readonly since: number;
  /** Gives up reading it. */
  readonly cut: () => void;
}

/** The bodies that are being read and not yet verified: whoever finds the address may send some, but not fill our memory. */
export interface Unverified {
  /** So many more bytes came. Where all are too many, those make room that hold the most for the longest. */
  grow(body: Body, bytes: number): void;
  /** It is read, or given up. */
  leave(body: Body): void;
}

/** @param most bytes of all of them together */
export const createUnverified = (most: number, now: () => number): Unverified => {
  const bodies = new Set<Body>();
  let total = 0;
  const leave = (body: Body): void => {
    if (bodies.delete(body)) total -= body.size;
  };
  /** Bytes times time: a small delivery that has just come weighs nothing beside a large one that stalls. */
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
