import { flag } from './option.ts';

/** Option for commands that accept event names: accepts a name that looks misspelled. */
export const unknownEvent = { allowUnknownEvent: flag('accept an event name that looks misspelled') };
