import type { Temporal } from 'temporal-polyfill';
import { type Failure, usage } from '../errors.ts';

/** How to interpret a typed date. */
interface DateHow {
  /** The flag's name for messages: `--from`. */
  readonly flag: string;
  /** An IANA zone. */
  readonly zone: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Which end of a day or period is meant: its first second (the default) or its last. */
  readonly edge?: 'from' | 'to';
  /** Return a plain date instead of a time. */
  readonly dateOnly?: boolean;
}

const forms =
  'Write it like 2025-03-01, 2025-03-01T09:00:00-05:00, 09:00, today, yesterday, tomorrow, this-week, last-month, 7d or 24h (ago), +7d (ahead).';

const refuse = (raw: string, flag: string, why = 'is not a date or time'): Failure => usage(`${flag}: \`${raw}\` ${why}`, forms);

/** The typed value: a moment, or a range of days. */
type Typed =
  | { readonly kind: 'moment'; readonly at: Temporal.ZonedDateTime }
  | { readonly kind: 'days'; readonly first: Temporal.PlainDate; readonly last: Temporal.PlainDate };

const days = (first: Temporal.PlainDate, last: Temporal.PlainDate = first): Typed => ({ kind: 'days', first, last });

/** Returns a named period relative to today. Weeks begin on Monday (ISO 8601). */
const named = (word: string, today: Temporal.PlainDate): Typed | undefined => {
  if (word === 'today') return days(today);
  if (word === 'yesterday') return days(today.subtract({ days: 1 }));
  if (word === 'tomorrow') return days(today.add({ days: 1 }));
  const period = /^(this|last|next)-(week|month)$/.exec(word);
  if (!period) return undefined;
  const shift = period[1] === 'this' ? 0 : period[1] === 'next' ? 1 : -1;
  if (period[2] === 'week') {
    const monday = today.subtract({ days: today.dayOfWeek - 1 }).add({ weeks: shift });
    return days(monday, monday.add({ days: 6 }));
  }
  const first = today.with({ day: 1 }).add({ months: shift });
  return days(first, first.with({ day: first.daysInMonth }));
};

const units: Readonly<Record<string, 'minutes' | 'hours' | 'days' | 'weeks'>> = { m: 'minutes', h: 'hours', d: 'days', w: 'weeks' };

/** Returns a relative time: `7d` and `24h` ago, `+7d` ahead. Days and weeks are calendar units, so the clock time stays the same. */
const relative = (word: string, now: Temporal.ZonedDateTime): Typed | undefined => {
  const parts = /^(\+?)(\d{1,5})([mhdw])$/.exec(word);
  const unit = units[parts?.[3] ?? ''];
  if (!parts || !unit) return undefined;
  const span = { [unit]: Number(parts[2]) };
  return { kind: 'moment', at: parts[1] ? now.add(span) : now.subtract(span) };
};

/**
 * Returns a clock time on a day in a zone. An hour that a clock change skips is an error; for a repeated hour, `from` uses the first and `to` the
 * second.
 */
const local = (wanted: Temporal.PlainDateTime, raw: string, how: DateHow): Temporal.ZonedDateTime => {
  const at = wanted.toZonedDateTime(how.zone, { disambiguation: how.edge === 'to' ? 'later' : 'earlier' });
  if (at.toPlainDateTime().equals(wanted)) return at;
  throw usage(
    `${how.flag}: \`${raw}\` does not exist in ${how.zone}: it is skipped by a daylight-saving change`,
    'Use another time, or add its offset, such as 2025-03-01T09:00:00-05:00.',
  );
};

const clock = /^\d{1,2}:\d{2}(:\d{2})?$/;
const day = /^\d{4}-\d{2}-\d{2}$/;
const moment = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}:?\d{2})?$/i;

const parse = (T: typeof Temporal, raw: string, how: DateHow): Typed => {
  const typed = raw.trim();
  const now = T.Instant.fromEpochMilliseconds(how.now).toZonedDateTimeISO(how.zone);
  const word = typed.toLowerCase();
  if (word === 'now') return { kind: 'moment', at: now };
  const known = named(word, now.toPlainDate()) ?? relative(word, now);
  if (known) return known;
  try {
    if (day.test(typed)) return days(T.PlainDate.from(typed));
    if (clock.test(typed)) {
      const time = T.PlainTime.from(typed.replace(/^(\d):/, '0$1:'));
      return { kind: 'moment', at: local(now.toPlainDate().toPlainDateTime(time), raw, how) };
    }
    const parts = moment.exec(typed);
    if (parts?.[3]) return { kind: 'moment', at: T.Instant.from(`${parts[1]}T${parts[2]}${parts[3].toUpperCase()}`).toZonedDateTimeISO(how.zone) };
    if (parts) return { kind: 'moment', at: local(T.PlainDateTime.from(`${parts[1]}T${parts[2]}`), raw, how) };
  } catch (error) {
    if (error instanceof RangeError) throw refuse(raw, how.flag, 'is not a valid date or time');
    throw error;
  }
  throw refuse(raw, how.flag);
};

/** Formats as ISO UTC with `Z` and whole seconds. */
const iso = (at: Temporal.Instant): string => at.toString({ smallestUnit: 'second' });

const loaded = async (): Promise<typeof Temporal> => (await import('temporal-polyfill')).Temporal;

const edgeOf = (typed: Typed, how: DateHow): string => {
  const end = how.edge === 'to';
  if (typed.kind === 'moment') return how.dateOnly ? typed.at.toPlainDate().toString() : iso(typed.at.toInstant());
  if (how.dateOnly) return (end ? typed.last : typed.first).toString();
  if (!end) return iso(typed.first.toZonedDateTime(how.zone).toInstant());
  return iso(typed.last.add({ days: 1 }).toZonedDateTime(how.zone).toInstant().subtract({ seconds: 1 }));
};

/**
 * Returns a typed date or time (section 2 of the contract, "Dates") as ISO UTC with `Z` and whole seconds, or as a plain date with `dateOnly`. Throws
 * `usage` that names the flag and the accepted forms.
 */
export const readDate = async (raw: string, how: DateHow): Promise<string> => edgeOf(parse(await loaded(), raw, how), how);

/** Returns the first and last second of the day (or period) of `--on`. */
export const readDay = async (raw: string, how: Omit<DateHow, 'edge'>): Promise<{ readonly from: string; readonly to: string }> => {
  const typed = parse(await loaded(), raw, how);
  const whole = typed.kind === 'days' ? typed : days(typed.at.toPlainDate());
  return { from: edgeOf(whole, { ...how, edge: 'from' }), to: edgeOf(whole, { ...how, edge: 'to' }) };
};

/** Throws `usage` if a period ends before it begins. Both values come from `readDate`. */
export const checkOrder = (from: string | undefined, to: string | undefined, flags: readonly [string, string] = ['--from', '--to']): void => {
  if (from === undefined || to === undefined || from <= to) return;
  throw usage(`${flags[0]} (${from}) is after ${flags[1]} (${to})`, 'Swap them, or drop one.');
};
