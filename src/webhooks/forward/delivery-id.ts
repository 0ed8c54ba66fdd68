import type { World } from '../../world.ts';

/** Makes ids of deliveries, `dlv_…`: sortable by time, and different in listeners that run at once. */
export const deliveryIds = (world: World): ((now: number) => string) => {
  const own = world.random(3).toString('hex');
  let count = 0;
  // Remembered, since many come in the same millisecond.
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
