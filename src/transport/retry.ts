import { Failure } from '../errors.ts';
import { ended } from './aborted.ts';
import { backOff } from './back-off.ts';
import { discard } from './body.ts';
import { readLimits } from './limits.ts';
import type { Request, Response, Transport } from './transport.ts';

interface RetryOptions {
  /** How often a request is repeated at most. */
  readonly maxRetries: number;
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number from 0 up to 1. */
  random(): number;
  /** Told before each wait: why, and how long in ms. */
  onWait?(why: string, ms: number): void;
}

/** Longer than this is not waited, in ms: the failure says when to come back. */
export const longest = 120_000;

type Outcome = { readonly response: Response } | { readonly failure: Failure };

const reads = (request: Request): boolean => request.effect === 'none' && (request.method === 'GET' || request.method === 'HEAD');

/**
 * How long to wait before the request is sent again, in ms, and why; undefined if it must not be. What was never sent may be
 * repeated whatever it does, and so may what was refused with a 429; after anything else only a read.
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
  // With 408 a service ends a request, or a connection that it takes for idle.
  if (status !== 429 && !((status >= 500 || status === 408) && reads(request))) return undefined;
  const limits = readLimits(headers, now);
  // A reset that is over says nothing of when to come back.
  const told = limits.retryAfter ?? (status === 429 ? limits.resetIn || undefined : undefined);
  if (told !== undefined && told > longest) return undefined;
  const ms = told === undefined ? backOff(status === 429 ? 1_000 : 500, 60_000, attempt, chance) : Math.ceil(told + chance * 250);
  return { ms, why: status === 429 ? 'rate limited' : `the API returned ${status}` };
};

/** Repeats a request where that is known to be safe; see `waitFor`. Answers say how many requests were sent for them. */
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
      // Chance is asked for only where it counts: the first time it costs some ms.
      const fine = 'response' in outcome && outcome.response.status < 400;
      const wait = fine || attempt > options.maxRetries ? undefined : waitFor(request, outcome, attempt, options.now(), options.random());
      if (!wait) {
        if ('failure' in outcome) throw outcome.failure;
        return outcome.response;
      }
      if ('response' in outcome) await discard(outcome.response);
      options.onWait?.(wait.why, wait.ms);
      await options.sleep(wait.ms, request.signal);
      // What was tried before is known not to have been carried out.
      if (request.signal?.aborted) throw ended(request.signal, 'no');
    }
  };
