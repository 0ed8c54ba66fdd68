import { distance } from 'fastest-levenshtein';
import { type Failure, usage } from '../errors.ts';
import { documentedName, eventNames, otherEventNames } from '../resources/events.ts';
import { suggest } from './suggest.ts';
import { seenOnly, withCodePoints } from './unseen.ts';
import { wildcard } from './wildcard.ts';

/** How to treat unknown event names. */
export interface EventsHow {
  /** `--allow-unknown-event` was typed, so any name is accepted. */
  readonly unknownEvents?: 'allowed' | undefined;
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

const refused = (what: string, why: string, hint: string): Failure =>
  usage(`${what} ${why}`, `${hint} To use it anyway, add \`--allow-unknown-event\`.`);

/**
 * Checks one name. Throws `usage` with a suggestion for one that is close to a known name or is not a name at all, because no event would ever match.
 * Any other unknown name only gets a warning, since other events exist.
 */
export const checkEvent = (name: string, flag: string, { unknownEvents, warn }: EventsHow): void => {
  if (known.includes(name) || unknownEvents === 'allowed') return;
  const what = `${flag}: \`${withCodePoints(name)}\``;
  const close = meant(name);
  if (close !== undefined) throw refused(what, 'is not a known event', `Did you mean \`${close}\`?`);
  if (!/^[a-z][\w-]*(?:\.[\w-]+)+$/i.test(name)) throw refused(what, 'is not an event name', `Events: ${eventNames.join(', ')}.`);
  warn?.(`${what} is not a documented event; using it anyway. Events: ${eventNames.join(', ')}.`);
};

const matchesKnown = (pattern: string): boolean => known.some((name) => takes(pattern, name));

/** The first words of the documented names: `call`. */
const nouns = [...new Set(eventNames.map((name) => name.slice(0, name.indexOf('.'))))];

/** Checks one pattern with `*`. Throws and warns like `checkEvent`. */
const checkPattern = (pattern: string, flag: string, { unknownEvents, warn }: EventsHow): void => {
  if (matchesKnown(pattern) || unknownEvents === 'allowed') return;
  const what = `${flag}: \`${withCodePoints(pattern)}\``;
  const close = pattern.replace(/^[^.]*/, (noun) => suggest(noun, nouns) ?? noun).toLowerCase();
  if (matchesKnown(close)) throw refused(what, 'matches no known event', `Did you mean \`${close}\`?`);
  if (!/^[\w*-]+(?:\.[\w*-]+)+$/.test(pattern)) throw refused(what, 'is not an event name or pattern', `Events: ${eventNames.join(', ')}.`);
  warn?.(`${what} matches no known event; using it anyway`);
};

/** Returns typed patterns, for local filtering; checks each name in them. Throws like `checkEvent`. */
export const readPatterns = (typed: readonly string[], flag: string, how: EventsHow): string[] => {
  const patterns = split(typed);
  for (const pattern of patterns) {
    if (pattern.includes('*')) checkPattern(pattern, flag, how);
    else checkEvent(pattern, flag, how);
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
      if (taken.length === 0) {
        checkPattern(name, flag, { unknownEvents: how.unknownEvents });
        throw usage(`${flag}: \`${withCodePoints(name)}\` matches no known event`, `Events: ${eventNames.join(', ')}.`);
      }
      return taken;
    }),
  ),
];
