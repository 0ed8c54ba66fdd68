/** The outcome of an attempt, live or from the log. Times are ms since 1970. */
export interface Outcome {
  readonly target: string;
  /** When it began. */
  readonly at: number;
  readonly ms: number;
  /** Absent if there was no response. */
  readonly status?: number | undefined;
  /** True if it was replayed by hand. */
  readonly replay: boolean;
}

/** What the verdict on a delivery depends on. */
export interface Judged {
  readonly receivedAt: number;
  /** The delivery with the same bytes that this one duplicates. */
  readonly repeatOf?: string | undefined;
  /** In the order they were made. */
  readonly attempts: readonly Outcome[];
  /** The response status to the sender. */
  readonly answered?: number | undefined;
}

/** Returns whether an attempt got a 2xx. */
export const succeeded = ({ status }: { readonly status?: number | undefined }): boolean => status !== undefined && status >= 200 && status < 300;

/** By then every sender has its response (ms); the service gives up after 10 s. */
const answeredBy = 15_000;

/** Returns whether one attempt began after another ended. Start and duration are rounded to whole ms, an error of up to 1 ms in total. */
const isAfter = (one: Outcome, other: Outcome): boolean => one.at > other.at + other.ms + 1;

/**
 * Returns the attempts that make a delivery count as failed: the newest attempt for a target is not a 2xx, and no later replay to
 * any target succeeded.
 */
export const openAttempts = <T extends Outcome>(attempts: readonly T[]): T[] => {
  const newest = new Map(attempts.map((attempt) => [attempt.target, attempt]));
  const made = attempts.filter((attempt) => attempt.replay && succeeded(attempt));
  return [...newest.values()].filter((attempt) => !succeeded(attempt) && !made.some((replay) => isAfter(replay, attempt)));
};

/**
 * The single definition of "failed": the newest attempt for some target is not a 2xx, and no later replay succeeded. A delivery
 * that reached no target failed if its sender was told so, or got no response because the listener was killed. `now` is in ms
 * since 1970.
 */
export const hasFailed = ({ attempts, answered, receivedAt, repeatOf }: Judged, now: number): boolean => {
  if (attempts.length > 0) return openAttempts(attempts).length > 0;
  if (repeatOf !== undefined) return false;
  return answered === undefined ? now - receivedAt > answeredBy : answered >= 400;
};

/**
 * Returns the ids of the deliveries that failed. A redelivery counts as another attempt at the delivery it duplicates: its 2xx
 * clears the earlier failure, and the two are never counted twice.
 */
export const failedIds = (all: readonly (Judged & { readonly id: string })[], now: number): Set<string> => {
  const known = new Map(all.map((one) => [one.id, one]));
  const firstOf = (one: Judged & { readonly id: string }): Judged & { readonly id: string } => {
    const seen = new Set<string>();
    let first = one;
    for (let before = known.get(one.repeatOf ?? ''); before && !seen.has(before.id); before = known.get(before.repeatOf ?? '')) {
      seen.add(before.id);
      first = before;
    }
    return first;
  };
  const again = new Map<string, Outcome[]>();
  for (const one of all) {
    if (one.repeatOf === undefined || one.attempts.length === 0) continue;
    const first = firstOf(one);
    if (first !== one) again.set(first.id, [...(again.get(first.id) ?? []), ...one.attempts]);
  }
  const failed = new Set<string>();
  for (const one of all) {
    if (one.repeatOf !== undefined && known.has(one.repeatOf)) continue;
    const more = again.get(one.id);
    const whole = more === undefined ? one : { ...one, attempts: [...one.attempts, ...more].sort((a, b) => a.at - b.at) };
    if (hasFailed(whole, now)) failed.add(one.id);
  }
  return failed;
};

/**
 * Returns the status of the last attempt, or its error if it got no response, or the response status to the sender if there was
 * no attempt.
 */
export const lastStatus = (logged: {
  readonly attempts: ReadonlyArray<{ readonly status?: number | undefined; readonly error?: string | undefined }>;
  readonly answered?: number | undefined;
}): number | string | undefined => {
  const last = logged.attempts.at(-1);
  return last ? (last.status ?? last.error) : logged.answered;
};
