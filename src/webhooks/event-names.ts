import { eventNames } from '../resources/events.ts';

/** The events to register for: none typed means all nine. */
export const eventList = (names: readonly string[]): readonly string[] => (names.length === 0 ? eventNames : names);
