import { safe } from '../text/safe.ts';
import type { View } from '../text/view.ts';

const stamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

// Cached per zone: creating a formatter is slow, using it is not.
const formatters = new Map<string, Intl.DateTimeFormat>();
const formatter = (zone: string, name: boolean): Intl.DateTimeFormat => {
  const key = `${zone} ${name}`;
  const made =
    formatters.get(key) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...(name ? { timeZoneName: 'short' as const } : {}),
    });
  formatters.set(key, made);
  return made;
};

const local = (time: number, zone: string, name: boolean): string => {
  if (zone === 'UTC') return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')}${name ? ' UTC' : ''}`;
  const parts = Object.fromEntries(
    formatter(zone, name)
      .formatToParts(time)
      .map(({ type, value }) => [type, value]),
  );
  const text = `${parts['year']}-${parts['month']}-${parts['day']} ${parts['hour']}:${parts['minute']}`;
  return name ? `${text} ${parts['timeZoneName']}` : text;
};

/** Formats an age in the largest whole unit: `3h ago`; undefined for a time in the future (by more than clock differences). */
const ago = (ms: number): string | undefined => {
  const seconds = Math.floor(ms / 1000);
  if (seconds < -60) return undefined;
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ago`;
  return `${Math.floor(seconds / 86_400)}d ago`;
};

/** Formats a time for a narrow place: `3h ago` within the last day, else local, `2025-03-01 09:00`. Anything that is not a time stays unchanged. */
export const shortTime = (value: string, view: Pick<View, 'zone' | 'local' | 'now'>): string => {
  const time = stamp.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) return value;
  const passed = view.now - time;
  return (passed < 86_400_000 ? ago(passed) : undefined) ?? view.local?.(time) ?? local(time, view.zone, false);
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Formats a time for one of many columns: `3h ago` within the last day, else `Mar 1 09:00`, or `2024-03-01` in another year. With `aged`, every past
 * time is shown as an age: `12d ago`.
 */
export const narrowTime = (value: string, view: Pick<View, 'zone' | 'local' | 'now'>, aged: boolean): string => {
  const short = shortTime(value, view);
  const [, year = '', month = '', day = '', hour = ''] = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}:\d{2})$/.exec(short) ?? [];
  if (year === '') return short;
  const old = aged ? ago(view.now - Date.parse(value)) : undefined;
  if (old !== undefined) return old;
  const thisYear = (view.local?.(view.now) ?? local(view.now, view.zone, false)).slice(0, 4);
  return year === thisYear ? `${months[Number(month) - 1]} ${Number(day)} ${hour}` : `${year}-${month}-${day}`;
};

/** Formats a time with its zone and age: `2025-03-01 09:00 CET (3d ago)`. */
export const longTime = (value: string, zone: string, now: number): string => {
  const time = stamp.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) return value;
  const age = ago(now - time);
  return `${local(time, zone, true)}${age ? ` (${age})` : ''}`;
};

/** Formats a time for a sentence, safe for terminals: `2025-03-01 09:00 CET`. */
export const moment = (value: string, view: Pick<View, 'zone'>): string => {
  const time = stamp.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? safe(value) : local(time, view.zone, true);
};

/** Formats seconds as `2m 22s`, `1h 0m 5s`, `4.2s`. */
export const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds) || seconds < 0) return String(seconds);
  const tenths = Math.round(seconds * 10) / 10;
  if (tenths < 60) return `${tenths}s`;
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = `${Math.floor((whole % 3600) / 60)}m ${whole % 60}s`;
  return hours > 0 ? `${hours}h ${minutes}` : minutes;
};
