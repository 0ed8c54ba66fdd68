import { flag } from './option.ts';

/** For names of events: one that looks like a slip is taken as it is. */
export const unknownEvent = { allowUnknownEvent: flag('accept an event name that looks misspelled') };
