import type { World } from '../world.ts';

/** Makes ids of deliveries, `dlv_…`: sortable by time, and different in listeners that run at once. */
export const deliveryIds = (world: World): ((now: number) => string) => {
  const own = world.random(3).toString('hex');
  let count = 0;
  return (now) => {
    count = (count + 1) % 46_656;
    return `dlv_${now.toString(36).padStart(9, '0')}${count.toString(36).padStart(3, '0')}${own}`;
  };
};
