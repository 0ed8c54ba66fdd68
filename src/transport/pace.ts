import { ended } from './aborted.ts';
import { readLimits } from './limits.ts';
import { longest } from './retry.ts';
import type { Response, Transport } from './transport.ts';

interface PaceOptions {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Called before a wait of some seconds, with the reason and the time in ms. */
  onWait?(why: string, ms: number): void;
}

/**
 * Spreads requests over the window in the rate-limit headers, so that the allowance is used and hardly ever exceeded. The first sixth of a minute's
 * allowance goes out at once, because every plan allows such a burst. Until the first response arrives, only one request is in flight; without the
 * headers nothing is delayed.
 */
export const pace = (next: Transport, { now, sleep, onWait }: PaceOptions): Transport => {
  let limit: number | undefined;
  let remaining = 0;
  let resetAt = 0;
  let blockedUntil = 0;
  let lastSent = 0;
  let sent = 0;
  let underWay = 0;
  let first: Promise<unknown> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** Returns how long the next request must wait, in ms. */
  const delay = (): number => {
    const time = now();
    if (blockedUntil > time) return blockedUntil - time;
    if (limit === undefined || limit === 0 || resetAt - time > longest) return 0;
    // Requests did not reduce the remaining count, so the limit is not enforced.
    if (remaining >= limit - 1) return 0;
    // The usage of the new window is not known yet, so enter it at the pace of the limit.
    if (time >= resetAt) return lastSent + 60_000 / limit - time;
    const left = remaining - underWay;
    // Requests in flight may use up the rest; their responses will tell.
    if (left <= 0) return remaining > 0 ? Math.min(100, resetAt - time) : resetAt - time;
    if (sent < limit / 6) return 0;
    return lastSent + (resetAt - time) / (left + 1) - time;
  };

  const learn = (response: Response): void => {
    const limits = readLimits(response.headers, now());
    if (response.status === 429) {
      const ms = limits.retryAfter ?? limits.resetIn ?? 0;
      // Waits longer than this are not made.
      if (ms <= longest) blockedUntil = now() + ms;
    }
    if (limits.limit === undefined || limits.remaining === undefined || limits.resetIn === undefined) return;
    limit = limits.limit;
    remaining = limits.remaining;
    resetAt = now() + limits.resetIn;
  };

  const wait = async (signal: AbortSignal | undefined): Promise<void> => {
    // The sender of the first request reports its failure.
    await first?.catch(() => undefined);
    if (signal?.aborted) throw ended(signal, 'no');
    for (let ms = delay(); ms >= 1; ms = delay()) {
      if (ms >= 2_000 && blockedUntil <= now()) onWait?.('keeping to the rate limit', ms);
      await sleep(Math.ceil(ms), signal);
      if (signal?.aborted) throw ended(signal, 'no');
    }
    lastSent = now();
    sent += 1;
    underWay += 1;
  };

  return async (request) => {
    const mine = turn.then(() => wait(request.signal));
    turn = mine.catch(() => undefined);
    await mine;
    try {
      const answer = next(request);
      first ??= answer;
      const response = await answer;
      learn(response);
      return response;
    } finally {
      underWay -= 1;
    }
  };
};
