import { Failure } from '../../errors.ts';

const kinds = new Set(['network', 'timeout', 'bad-answer', 'rate-limited']);

/** Whether a look failed in a way that the next one may not: what a wait outlives. */
export const passing = (error: unknown): error is Failure => error instanceof Failure && kinds.has(error.kind);

/** How long the service wants to be left alone after a failed look, in ms. */
export const patience = (failure: Failure): number => (failure.details.retryAfter ?? 0) * 1_000;
