import { Failure } from '../errors.ts';

/**
 * Returns the failure for a request that we ended: the signal's reason, plus whether the request was sent. `no` is also right if earlier attempts
 * were refused.
 */
export const ended = (signal: AbortSignal, sent: 'no' | 'perhaps'): Failure => {
  const reason: unknown = signal.reason;
  return reason instanceof Failure
    ? new Failure(reason.kind, reason.message, { ...reason.details, sent })
    : new Failure('interrupted', 'interrupted', { sent, cause: reason });
};
