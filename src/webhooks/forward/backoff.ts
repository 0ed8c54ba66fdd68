import { backOff } from '../../transport/back-off.ts';
import { chance } from '../../values/chance.ts';
import type { World } from '../../world.ts';

/** Returns the pause before a retry, in ms: about 1 s before the second attempt, doubling up to 30 s; half of it is random. */
export const backoff = (failed: number, world: Pick<World, 'random'>): number => backOff(1_000, 30_000, failed, chance(world), 0.5);
