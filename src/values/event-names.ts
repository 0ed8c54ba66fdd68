import { distance } from 'fastest-levenshtein';
import { type Failure, usage } from '../errors.ts';
import { documentedName, eventNames, otherEventNames } from '../resources/events.ts';
import { suggest } from './suggest.ts';
import { seenOnly, withCodePoints } from './unseen.ts';
import { wildcard } from './wildcard.ts';

/** How to treat unknown event names. */
export interface EventsHow {
  /** `--allow-unknown-event` was typed, so any name is accepted. */
  readonly unknownEvents?: 'allowed';
  readonly warn?: (line: string) => void;
}

const known: readonly string[] = [...eventNames, ...Object.keys(otherEventNames)];

/** Returns an event's name in both sets of names. */
const namesOf = (event: string): string[] => {
  const documented = documentedName(event);
  return [event, documented, ...Object.keys(otherEventNames).filter((other) => otherEventNames[other] === documented)];
};

/** Returns whether a pattern (exact names or with `*` for any characters, separated by commas) matches an event under any of its names. */
export const takes = (pattern: string, event: string): boolean =>
  pattern.split(',').some((one) => {
    const shape = wildcard(one.trim());
    return namesOf(event).some((name) => shape.test(name));
  });

/** Splits the values of repeated flags at commas and removes duplicates. */
const split = (typed: readonly string[]): string[] => [
  ...new Set(
    typed
      .flatMap((text) => text.split(','))
      .map(seenOnly)
      .filter((name) => name !== ''),
  ),
];

/** Returns the known name that was certainly meant: in another case, abbreviated, or with at most two typos. */
const meant = (name: string): string | undefined => {
  const close = suggest(name, known);
  return close !== undefined && (close.startsWith(name.toLowerCase()) || distance(name.toLowerCase(), close) <= 2) ? close : undefined;
};

/**
 * Checks one name. Throws `usage` with a suggestion for one that is close to a known name or is not a name at all, because no event would ever match.
 * Any other unknown name only gets a warning, since other events exist.
 */
export const checkEvent = (name: string, flag: string, { unknownEvents, warn }: EventsHow): void => {
  if (known.includes(name) || unknownEvents === 'allowed') return;
  const shown = withCodePoints(name);
  const refused = (why: string, hint: string): Failure =>
    usage(`${flag}: \`${shown}\` ${why}`, `${hint} To use it anyway, add \`--allow-unknown-event\`.`);
  const close = meant(name);
  if (close !== undefined) throw refused('is not a known event', `Did you mean \`${close}\`?`);
  if (!/^[a-z][\w-]*(?:\.[\w-]+)+$/i.test(name)) throw refused('is not an event name', `Events: ${eventNames.join(', ')}.`);
  warn?.(`${flag}: \`${shown}\` is not a documented event; using it anyway. Events: ${eventNames.join(', ')}.`);
};

/** Returns typed patterns, for local filtering; checks each name in them. Throws like `checkEvent`. */
export const readPatterns = (typed: readonly string[], flag: string, how: EventsHow): string[] => {
  const patterns = split(typed);
  for (const pattern of patterns) {
    if (!pattern.includes('*')) checkEvent(pattern, flag, how);
    else if (!known.some((name) => takes(pattern, name))) how.warn?.(`${flag}: no known event matches \`${withCodePoints(pattern)}\``);
  }
  return patterns;
};

/**
 * Returns the event names to subscribe to: a pattern expands to the documented names that it matches. Throws like `checkEvent`, and for a pattern
 * without a match.
 */
export const readEvents = (typed: readonly string[], flag: string, how: EventsHow): string[] => [
  ...new Set(
    split(typed).flatMap((name) => {
      if (!name.includes('*')) {
        checkEvent(name, flag, how);
        return [name];
      }
      const taken = eventNames.filter((event) => takes(name, event));
      if (taken.length === 0) throw usage(`${flag}: no known event matches \`${withCodePoints(name)}\``, `Events: ${eventNames.join(', ')}.`);
      return taken;
    }),
  ),
];
