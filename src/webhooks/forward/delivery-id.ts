import type { World } from '../../world.ts';

/** Delivery ids, `dlv_…`: sortable by time, and different in listeners that run at the same time. */
export interface DeliveryIds {
  /** Returns a new id. `now` is in ms since 1970. */
  next(now: number): string;
  /** Whether an id was created here. */
  made(id: string): boolean;
}

export const deliveryIds = (world: World): DeliveryIds => {
  const own = world.random(3).toString('hex');
  let count = 0;
  // Cached, because many deliveries arrive in the same millisecond.
  let last = Number.NaN;
  let stamp = '';
  return {
    next: (now) => {
      if (now !== last) {
        last = now;
        stamp = now.toString(36).padStart(9, '0');
      }
      count = (count + 1) % 46_656;
      return `dlv_${stamp}${count.toString(36).padStart(3, '0')}${own}`;
    },
    made: (id) => id.endsWith(own),
  };
};
