import type { World } from '../world.ts';

/** A number from 0 up to and without 1, of the machine's own chance. */
export const chance = (world: Pick<World, 'random'>): number => world.random(4).readUInt32BE() / 2 ** 32;
