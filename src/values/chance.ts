import type { World } from '../world.ts';

/** Returns a random number in [0, 1). */
export const chance = (world: Pick<World, 'random'>): number => world.random(4).readUInt32BE() / 2 ** 32;
