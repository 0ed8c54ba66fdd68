import { flag } from './option.ts';

/** For calls and texts: a number that no numbering plan knows is sent all the same. */
export const unusualNumber = { allowUnusualNumber: flag('send to a number that looks impossible, as typed') };
