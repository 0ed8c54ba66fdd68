import { eventNames, otherEventNames } from '../resources/events.ts';

/** The events to register for: `--event` values, each perhaps several with commas; none typed means all nine. */
export const eventList = (typed: readonly string[]): readonly string[] => {
  const names = typed.flatMap((value) => value.split(',')).map((name) => name.trim());
  const wanted = [...new Set(names.filter((name) => name !== ''))];
  return wanted.length === 0 ? eventNames : wanted;
};

/** Those that no document knows: they are sent all the same, since other names exist. */
export const undocumented = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !eventNames.some((known) => known === name) && !Object.hasOwn(otherEventNames, name));
