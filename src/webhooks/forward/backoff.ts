import { backOff } from '../../transport/back-off.ts';
import { chance } from '../../values/chance.ts';
import type { World } from '../../world.ts';

/** The pause before a repeat, in ms: about 1 s before the second try, doubling to 30 s; half of it is chance. */
export const backoff = (failed: number, world: Pick<World, 'random'>): number => backOff(1_000, 30_000, failed, chance(world), 0.5);
