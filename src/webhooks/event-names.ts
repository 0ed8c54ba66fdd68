import { eventNames } from '../resources/events.ts';

/** Returns the events to register for: all nine if none are given. */
export const eventList = (names: readonly string[]): readonly string[] => (names.length === 0 ? eventNames : names);
