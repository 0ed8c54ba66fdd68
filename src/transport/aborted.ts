import { Failure } from '../errors.ts';

/**
 * Why something was ended from our side: the reason of its signal, with what is known of the request. `no` is right too where
 * earlier tries were refused.
 */
export const ended = (signal: AbortSignal, sent: 'no' | 'perhaps'): Failure => {
  const reason: unknown = signal.reason;
  return reason instanceof Failure
    ? new Failure(reason.kind, reason.message, { ...reason.details, sent })
    : new Failure('interrupted', 'interrupted', { sent, cause: reason });
};
