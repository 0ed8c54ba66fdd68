import { Failure } from '../../errors.ts';

const kinds = new Set(['network', 'timeout', 'bad-answer', 'rate-limited']);

/** Whether a poll failed in a way that may be temporary, so that waiting continues. */
export const passing = (error: unknown): error is Failure => error instanceof Failure && kinds.has(error.kind);

/** Returns the pause the service asks for after a failed poll, in ms. */
export const patience = (failure: Failure): number => (failure.details.retryAfter ?? 0) * 1_000;
