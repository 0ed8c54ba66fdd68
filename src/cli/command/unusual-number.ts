import { flag } from './option.ts';

/** Option for calls and texts: sends to a number that no numbering plan recognizes. */
export const unusualNumber = { allowUnusualNumber: flag('send to a number that looks impossible, as typed') };
