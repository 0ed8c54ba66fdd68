import type { CellKind } from '../../resources/resource.ts';
import { numberIn } from '../../values/exact-json.ts';
import { asText, isObject } from '../../values/json.ts';
import { cut } from '../text/measure.ts';
import { safe } from '../text/safe.ts';
import { markOf } from '../text/status.ts';
import type { View } from '../text/view.ts';
import { plainText } from './csv.ts';
import { toJson } from './json.ts';
import { duration, longTime, narrowTime, shortTime } from './time.ts';

/** Kinds that are never cut: half an id or half a number is worth nothing. */
export const whole: ReadonlySet<CellKind> = new Set<CellKind>(['id', 'phone', 'number', 'duration', 'time', 'status', 'direction']);

/** A turn of a dialogue. */
export interface Turn {
  readonly role: string;
  readonly text: string;
  /** When, in whatever form it was given. */
  readonly time?: string;
}

/** The turns of a transcript; undefined where the value is something else. */
export const turnsOf = (value: unknown): readonly Turn[] | undefined =>
  Array.isArray(value) && value.length > 0 && value.every((turn) => isObject(turn) && typeof turn['text'] === 'string')
    ? value.map((turn: Readonly<Record<string, unknown>>) => ({
        role: asText(turn['role'] ?? ''),
        text: String(turn['text']),
        ...(typeof turn['time'] === 'string' ? { time: turn['time'] } : {}),
      }))
    : undefined;

/** A cell for a pipe: nothing cut, times and numbers as the service wrote them, on one line. */
export const pipedCell = (value: unknown): string => safe(plainText(value));

/** How much room there is for a cell: a line of its own, a column, a column among many, and as little as can be. */
export type Room = 'line' | 'column' | 'narrow' | 'least';

const timeIn: Readonly<Record<Room, (value: string, view: View) => string>> = {
  line: (value, { zone, now }) => longTime(value, zone, now),
  column: shortTime,
  narrow: (value, view) => narrowTime(value, view, false),
  least: (value, view) => narrowTime(value, view, true),
};

/** A cell for a person, harmless and on one line; uncolored, so that its width can be measured. */
export const shownCell = (value: unknown, kind: CellKind, view: View, room: Room = 'column'): string => {
  if (value === null || value === undefined) return '';
  if (kind === 'time' && typeof value === 'string') return safe(timeIn[room](value, view));
  // What was written to by email stands in the column of numbers, and is no number.
  if (room === 'least' && kind === 'phone' && typeof value === 'string' && /^[\x21-\x7e]+@/.test(value))
    return cut(safe(value), 16, (text) => text.length);
  if (kind === 'direction' && (room === 'narrow' || room === 'least') && (value === 'inbound' || value === 'outbound'))
    return value.replace('bound', '');
  const seconds = kind === 'duration' ? numberIn(value) : undefined;
  if (seconds !== undefined) return duration(seconds);
  if (kind === 'status' && typeof value === 'string') return value === '' ? '' : `${markOf(value).sign} ${safe(value)}`;
  if (kind === 'list' && Array.isArray(value)) return safe(value.map((item) => (typeof item === 'string' ? item : toJson(item))).join(', '));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return safe(plainText(value));
};
