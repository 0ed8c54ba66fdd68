import { distance } from 'fastest-levenshtein';
import { type Failure, usage } from '../errors.ts';
import { documentedName, eventNames, otherEventNames } from '../resources/events.ts';
import { suggest } from './suggest.ts';
import { seenOnly, withCodePoints } from './unseen.ts';

/** How names that nobody knows are taken. */
export interface EventsHow {
  /** `--allow-unknown-event` was typed: any name is taken. */
  readonly unknownEvents?: 'allowed';
  readonly warn?: (line: string) => void;
}

const known: readonly string[] = [...eventNames, ...Object.keys(otherEventNames)];

/** An event's name in both sets of names. */
const namesOf = (event: string): string[] => {
  const documented = documentedName(event);
  return [event, documented, ...Object.keys(otherEventNames).filter((other) => otherEventNames[other] === documented)];
};

/** Whether a pattern (exact names or with `*` for any run of characters, separated by commas) takes an event, under any of its names. */
export const takes = (pattern: string, event: string): boolean =>
  pattern.split(',').some((one) => {
    const parts = one
      .trim()
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    const shape = new RegExp(`^${parts.join('.*')}$`, 's');
    return namesOf(event).some((name) => shape.test(name));
  });

/** What was typed for one or several flags, taken apart at commas, each once. */
const split = (typed: readonly string[]): string[] => [
  ...new Set(
    typed
      .flatMap((text) => text.split(','))
      .map(seenOnly)
      .filter((name) => name !== ''),
  ),
];

/** The known name that was certainly meant: in another case, a beginning of it, or with two slips at most. */
const meant = (name: string): string | undefined => {
  const close = suggest(name, known);
  return close !== undefined && (close.startsWith(name.toLowerCase()) || distance(name.toLowerCase(), close) <= 2) ? close : undefined;
};

/**
 * Checks one name. One that is close to a known one, or no name at all, is a usage failure with a suggestion: nothing would ever come of it.
 * Another that nobody knows is warned about, since other names exist.
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

/** Patterns as they were typed, for what is already here; each name in them is checked. Fails as `checkEvent`. */
export const readPatterns = (typed: readonly string[], flag: string, how: EventsHow): string[] => {
  const patterns = split(typed);
  for (const pattern of patterns) {
    if (!pattern.includes('*')) checkEvent(pattern, flag, how);
    else if (!known.some((name) => takes(pattern, name))) how.warn?.(`${flag}: no known event matches \`${withCodePoints(pattern)}\``);
  }
  return patterns;
};

/** The names of events to ask for: a pattern stands for the documented ones that it takes. Fails as `checkEvent`, and for a pattern that takes none. */
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
