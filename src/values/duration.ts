import { usage } from '../errors.ts';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const form = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+$/;

/** The longest timeout or interval: a day, in ms. Runtime timers end at 24.8 days. */
export const longest = 86_400_000;

/**
 * Returns a duration in milliseconds: `500ms`, `30s`, `2m`, `1h`, `1m30s`, `7d`, `2w`, or plain seconds. Throws `usage` that names `flag` for anything
 * else, for zero, and for more than `most`, by default a day. If more than a day is allowed, a number without a unit is refused too: a user who types
 * `7` means days, not seconds.
 */
export const readDuration = (raw: string, flag: string, most = longest): number => {
  const typed = raw.trim().toLowerCase();
  const hint = most > longest ? 'Write it like 12h, 7d or 2w.' : 'Write it like 500ms, 30s, 2m, 1h, or as plain seconds.';
  let ms = Number.NaN;
  if (/^\d+(\.\d+)?$/.test(typed)) {
    if (most > longest) throw usage(`${flag}: \`${raw}\` has no unit`, hint);
    ms = Number(typed) * 1000;
  }
  if (form.test(typed)) {
    ms = 0;
    for (const [, count, unit] of typed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)) ms += Number(count) * (units[unit ?? ''] ?? Number.NaN);
  }
  if (Number.isNaN(ms)) throw usage(`${flag}: \`${raw}\` is not a valid duration`, hint);
  if (ms < 1) throw usage(`${flag}: must be greater than zero`, hint);
  if (ms > most)
    throw usage(`${flag}: \`${raw}\` is more than ${most === longest ? 'a day (24h)' : `${most / longest} days`}`, 'Use a shorter time.');
  return Math.round(ms);
};

/** Formats a duration in ms in its two largest units: `2h 5m`. */
export const formatDuration = (ms: number): string => {
  let rest = Math.abs(ms);
  const parts: string[] = [];
  for (const unit of ['d', 'h', 'm', 's']) {
    const size = units[unit] ?? 1;
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0s';
};
