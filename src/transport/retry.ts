import { Failure } from '../errors.ts';
import { ended } from './aborted.ts';
import { backOff } from './back-off.ts';
import { discard } from './body.ts';
import { readLimits } from './limits.ts';
import type { Request, Response, Transport } from './transport.ts';

interface RetryOptions {
  /** The maximum number of retries. */
  readonly maxRetries: number;
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Returns a number in [0, 1). */
  random(): number;
  /** Called before each wait, with the reason and the time in ms. */
  onWait?(why: string, ms: number): void;
}

/** The longest wait, in ms; beyond it, the failure says when to try again. */
export const longest = 120_000;

type Outcome = { readonly response: Response } | { readonly failure: Failure };

const reads = (request: Request): boolean => request.effect === 'none' && (request.method === 'GET' || request.method === 'HEAD');

/**
 * Returns how long to wait before the request is sent again, in ms, and why; undefined if it must not be retried. Any request may be retried if it
 * was never sent or was refused with a 429; after any other failure only a read may.
 */
export const waitFor = (
  request: Request,
  outcome: Outcome,
  attempt: number,
  now: number,
  chance: number,
): { ms: number; why: string } | undefined => {
  if ('failure' in outcome) {
    const { kind, message, details } = outcome.failure;
    if (kind !== 'network' && kind !== 'timeout') return undefined;
    if (details.sent === 'no') return details.lasting ? undefined : { ms: backOff(250, 8_000, attempt, chance), why: message };
    return reads(request) ? { ms: backOff(500, 30_000, attempt, chance), why: message } : undefined;
  }
  const { status, headers } = outcome.response;
  // With 408 a service ends a request or a connection that it considers idle.
  if (status !== 429 && !((status >= 500 || status === 408) && reads(request))) return undefined;
  const limits = readLimits(headers, now);
  // A reset in the past does not say when to try again.
  const told = limits.retryAfter ?? (status === 429 ? limits.resetIn || undefined : undefined);
  if (told !== undefined && told > longest) return undefined;
  const ms = told === undefined ? backOff(status === 429 ? 1_000 : 500, 60_000, attempt, chance) : Math.ceil(told + chance * 250);
  return { ms, why: status === 429 ? 'rate limited' : `the API returned ${status}` };
};

/** Retries a request if that is known to be safe; see `waitFor`. Responses include the number of attempts. */
export const retry =
  (next: Transport, options: RetryOptions): Transport =>
  async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const outcome: Outcome = await next(request).then(
        (response) => ({ response: { ...response, attempts: attempt } }),
        (error: unknown) => {
          if (!(error instanceof Failure)) throw error;
          return { failure: new Failure(error.kind, error.message, { ...error.details, attempts: attempt }) };
        },
      );
      // Call `random` only when it matters: the first call costs a few ms.
      const fine = 'response' in outcome && outcome.response.status < 400;
      const wait = fine || attempt > options.maxRetries ? undefined : waitFor(request, outcome, attempt, options.now(), options.random());
      if (!wait) {
        if ('failure' in outcome) throw outcome.failure;
        return outcome.response;
      }
      if ('response' in outcome) await discard(outcome.response);
      options.onWait?.(wait.why, wait.ms);
      await options.sleep(wait.ms, request.signal);
      // Earlier attempts are known not to have been carried out.
      if (request.signal?.aborted) throw ended(request.signal, 'no');
    }
  };
