/** An attempt as far as its outcome goes, live or from the log. Times are ms since 1970. */
interface Outcome {
  readonly target: string;
  /** When it began. */
  readonly at: number;
  readonly ms: number;
  /** Absent: no answer. */
  readonly status?: number | undefined;
  /** Sent again by hand. */
  readonly replay: boolean;
}

/** What the verdict on a delivery needs to know of it. */
export interface Judged {
  readonly receivedAt: number;
  /** The delivery with the same bytes that this one repeats. */
  readonly repeatOf?: string | undefined;
  /** In the order in which they were made. */
  readonly attempts: readonly Outcome[];
  /** What the sender was answered. */
  readonly answered?: number | undefined;
}

/** Whether an attempt got a 2xx. */
export const succeeded = ({ status }: { readonly status?: number | undefined }): boolean => status !== undefined && status >= 200 && status < 300;

/** By then every sender has its answer (ms); it gives up after 10 s. */
const answeredBy = 15_000;

/** Whether one attempt began after another was over. Start and length are rounded to whole ms, which together is up to 1 ms. */
const isAfter = (one: Outcome, other: Outcome): boolean => one.at > other.at + other.ms + 1;

/** The attempts that make a delivery count as failed: the newest at some target, not a 2xx, with no later replay that succeeded anywhere. */
export const openAttempts = <T extends Outcome>(attempts: readonly T[]): T[] => {
  const newest = new Map(attempts.map((attempt) => [attempt.target, attempt]));
  const made = attempts.filter((attempt) => attempt.replay && succeeded(attempt));
  return [...newest.values()].filter((attempt) => !succeeded(attempt) && !made.some((replay) => isAfter(replay, attempt)));
};

/**
 * The one meaning of "failed": the newest attempt for some target is not a 2xx, and no later replay succeeded. A delivery that reached no
 * target has failed where its sender was told so, or was told nothing, since the listener was killed. `now` in ms since 1970.
 */
export const hasFailed = ({ attempts, answered, receivedAt, repeatOf }: Judged, now: number): boolean => {
  if (attempts.length > 0) return openAttempts(attempts).length > 0;
  if (repeatOf !== undefined) return false;
  return answered === undefined ? now - receivedAt > answeredBy : answered >= 400;
};

/**
 * Of many deliveries the ids of those that have failed. A redelivery is one more attempt at what it repeats: its 2xx makes good what failed
 * before, and the two are never counted twice.
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

/** The status of the last attempt; where it got none, why in words; where there was no attempt, what the sender was answered. */
export const lastStatus = (logged: {
  readonly attempts: ReadonlyArray<{ readonly status?: number | undefined; readonly error?: string | undefined }>;
  readonly answered?: number | undefined;
}): number | string | undefined => {
  const last = logged.attempts.at(-1);
  return last ? (last.status ?? last.error) : logged.answered;
};
