/** What a response says about the rate limit. All times are in ms from now; absent if missing or unreadable. */
interface Limits {
  /** Requests allowed per minute. */
  readonly limit?: number;
  /** Requests left in the window. */
  readonly remaining?: number;
  /** Until the window ends. */
  readonly resetIn?: number;
  /** Until a retry makes sense, from `Retry-After`. */
  readonly retryAfter?: number;
}

type Headers = ReadonlyArray<readonly [string, string]>;

const value = (headers: Headers, name: string): string | undefined => headers.find(([key]) => key === name)?.[1]?.trim();

/** Parses a plain decimal number; undefined for anything else (`''`, `1e9`, `0x10`, `NaN`, several values). */
const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^[+-]?\d{1,16}(\.\d{1,9})?$/.test(text) ? Number(text) : undefined;

const date = (text: string | undefined): number | undefined => {
  // Date.parse accepts much that is not an HTTP date ("1", "2025"); HTTP dates all begin with the name of a day. One form has no time zone.
  const time = text !== undefined && /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(/ \d{4}$/.test(text) ? `${text} GMT` : text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
};

/** The longest wait that is believed, in ms: one year. Beyond that there may be no date to show. */
const furthest = 31_536_000_000;
const within = (ms: number): number => Math.min(Math.max(0, ms), furthest);

/**
 * Reads the rate-limit headers. A reset under 1e9 is seconds from now, over 1e12 Unix time in ms, otherwise Unix time in seconds; a time in the past
 * is 0. If this machine's clock and the service's `Date` differ by more than 2 s, the service's clock counts.
 * @param now Unix time in ms
 */
export const readLimits = (headers: Headers, now: number): Limits => {
  const served = date(value(headers, 'date'));
  // `Date` has whole seconds, so the local clock is more precise if the two agree.
  const at = served !== undefined && Math.abs(served - now) > 2_000 ? served : now;
  const whole = (name: string): number | undefined => {
    const found = number(value(headers, name));
    return found === undefined ? undefined : Math.max(0, Math.floor(found));
  };
  const limit = whole('x-ratelimit-limit');
  const remaining = whole('x-ratelimit-remaining');
  const reset = number(value(headers, 'x-ratelimit-reset'));
  const after = value(headers, 'retry-after');
  const seconds = number(after);
  const until = date(after);
  const resetIn = reset === undefined ? undefined : reset < 1e9 ? reset * 1_000 : reset > 1e12 ? reset - at : reset * 1_000 - at;
  const retryAfter = seconds === undefined ? (until === undefined ? undefined : until - at) : seconds * 1_000;
  return {
    ...(limit !== undefined && { limit }),
    ...(remaining !== undefined && { remaining }),
    ...(resetIn !== undefined && { resetIn: within(resetIn) }),
    ...(retryAfter !== undefined && { retryAfter: within(retryAfter) }),
  };
};
