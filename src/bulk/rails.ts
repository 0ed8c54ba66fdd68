import { usage } from '../errors.ts';
import { longest } from '../values/duration.ts';
import { columnFor } from './columns.ts';
import type { Input } from './job.ts';
import type { Row } from './rows.ts';

/** Returns why a row is left out; undefined if it may be sent. */
export type Rail = (row: Row, input: Input) => string | undefined;

/** The reason of rows that may be sent later; the job is not done in that case. */
export const heldReasons = { hours: (span: string) => `outside ${span}`, zone: 'no time zone', unknown: 'unknown time zone' } as const;

/** Leaves out rows whose cell has another value: `consent=yes`. Throws `usage` for a missing column. */
export const requireRail = (wanted: Readonly<Record<string, unknown>>, columns: readonly string[]): Rail => {
  const pairs = Object.entries(wanted).map(([name, value]) => {
    const column = columnFor(name, columns);
    if (column === undefined) throw usage(`--require: the file has no column \`${name}\``, `It has: ${columns.join(', ')}.`);
    return { name, column, value: String(value) };
  });
  return (row) => {
    const missing = pairs.find(({ column, value }) => (row.cells[column] ?? '').trim().toLowerCase() !== value.trim().toLowerCase());
    return missing && `without ${missing.name}=${missing.value}`;
  };
};

/** A time span in minutes since midnight; one that ends before it begins crosses midnight. */
export interface Hours {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Parses `09:00-20:00`. Throws `usage`. */
export const readHours = (typed: string): Hours => {
  const [, fromHour, fromMinute, toHour, toMinute] = /^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$/.exec(typed) ?? [];
  const [from, to] = [Number(fromHour) * 60 + Number(fromMinute), Number(toHour) * 60 + Number(toMinute)];
  const valid = Number(fromHour) < 24 && Number(toHour) <= 24 && Number(fromMinute) < 60 && Number(toMinute) < 60 && to <= 24 * 60 && from !== to;
  if (!valid) throw usage(`--hours: \`${typed}\` is not a span of the day`, 'Write it like --hours 09:00-20:00.');
  return { from, to, text: typed.trim() };
};

/** Returns the minutes since midnight in a zone; undefined if the zone does not exist. */
const minutesIn = (zones: Map<string, Intl.DateTimeFormat | undefined>, zone: string, now: number): number | undefined => {
  if (!zones.has(zone)) {
    try {
      zones.set(zone, new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }));
    } catch {
      zones.set(zone, undefined);
    }
  }
  const [hour, minute] = zones.get(zone)?.format(now).split(':') ?? [];
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute);
};

/** Leaves out rows whose people must not be disturbed now, by the row's `timezone` column, else by `zone`. */
export const hoursRail = (hours: Hours, columns: readonly string[], zone: string | undefined, now: () => number): Rail => {
  const column = columnFor('timezone', columns);
  if (column === undefined && zone === undefined)
    throw usage('--hours: the file has no column `timezone`', 'Name the zone of all rows: --hours-zone America/New_York.');
  const zones = new Map<string, Intl.DateTimeFormat | undefined>();
  return (row) => {
    const its = (column === undefined ? '' : (row.cells[column] ?? '')).trim() || zone;
    if (its === undefined) return heldReasons.zone;
    const minutes = minutesIn(zones, its, now());
    if (minutes === undefined) return heldReasons.unknown;
    const inside = hours.from < hours.to ? minutes >= hours.from && minutes < hours.to : minutes >= hours.from || minutes < hours.to;
    return inside ? undefined : heldReasons.hours(hours.text);
  };
};

/** Parses `30/min`, `2/s` or `500/h` as the time between two requests (ms). Throws `usage`. */
export const readRate = (typed: string): number => {
  const [, count, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*(?:\/|per)\s*(s|sec|second|m|min|minute|h|hour)s?\s*$/i.exec(typed) ?? [];
  const span = { s: 1_000, m: 60_000, h: 3_600_000 }[unit.slice(0, 1).toLowerCase()];
  if (span === undefined || !(Number(count) > 0)) throw usage(`--rate: \`${typed}\` is not a rate`, 'Write it like --rate 30/min.');
  if (span / Number(count) > longest) throw usage(`--rate: \`${typed}\` is less than one a day`, 'Write it like --rate 30/min.');
  return span / Number(count);
};

/** Starts requests at least `between` ms apart; undefined means no limit. */
export const openPace = (between: number | undefined, now: () => number, sleep: (ms: number) => Promise<void>): (() => Promise<void>) => {
  let next = 0;
  return async () => {
    if (between === undefined) return;
    const at = Math.max(next, now());
    next = at + between;
    if (at > now()) await sleep(at - now());
  };
};
