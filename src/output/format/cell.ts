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

/** Kinds that are never cut: half an id or number is worthless. */
export const whole: ReadonlySet<CellKind> = new Set<CellKind>(['id', 'phone', 'number', 'duration', 'time', 'status', 'direction']);

/** A turn of a dialogue. */
export interface Turn {
  readonly role: string;
  readonly text: string;
  /** The time, in the form the service used. */
  readonly time?: string;
}

/** Returns the turns of a transcript; undefined if the value is something else. */
export const turnsOf = (value: unknown): readonly Turn[] | undefined =>
  Array.isArray(value) && value.length > 0 && value.every((turn) => isObject(turn) && typeof turn['text'] === 'string')
    ? value.map((turn: Readonly<Record<string, unknown>>) => ({
        role: asText(turn['role'] ?? ''),
        text: String(turn['text']),
        ...(typeof turn['time'] === 'string' ? { time: turn['time'] } : {}),
      }))
    : undefined;

/** Returns a cell for a pipe: uncut, on one line, with times and numbers as the service wrote them. */
export const pipedCell = (value: unknown): string => safe(plainText(value));

/** The space for a cell: its own line, a column, one of many columns, or as little as possible. */
export type Room = 'line' | 'column' | 'narrow' | 'least';

const timeIn: Readonly<Record<Room, (value: string, view: View) => string>> = {
  line: (value, { zone, now }) => longTime(value, zone, now),
  column: shortTime,
  narrow: (value, view) => narrowTime(value, view, false),
  least: (value, view) => narrowTime(value, view, true),
};

/** Returns a cell for people, safe and on one line; without color, so that its width can be measured. */
export const shownCell = (value: unknown, kind: CellKind, view: View, room: Room = 'column'): string => {
  if (value === null || value === undefined) return '';
  if (kind === 'time' && typeof value === 'string') return safe(timeIn[room](value, view));
  // The recipient of an email appears in the column of phone numbers but is not a number.
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
