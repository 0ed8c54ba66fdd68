import type { World } from '../../world.ts';

/** Creates delivery ids, `dlv_…`: sortable by time, and different in listeners that run at the same time. */
export const deliveryIds = (world: World): ((now: number) => string) => {
  const own = world.random(3).toString('hex');
  let count = 0;
  // Cached, because many deliveries arrive in the same millisecond.
  let last = Number.NaN;
  let stamp = '';
  return (now) => {
    if (now !== last) {
      last = now;
      stamp = now.toString(36).padStart(9, '0');
    }
    count = (count + 1) % 46_656;
    return `dlv_${stamp}${count.toString(36).padStart(3, '0')}${own}`;
  };
};
