/**
 * Statuses of a call in progress, or that say nothing; any other status means it has ended. Ringing is the only documented one, so names used by
 * other services are included.
 */
const underWay = new Set([
  'unknown',
  'ringing',
  'queued',
  'initiated',
  'dialing',
  'answered',
  'started',
  'active',
  'in_progress',
  'in-progress',
  'ongoing',
]);

/** Whether a call with this status has ended. */
export const hasEnded = (status: string | undefined): boolean => !underWay.has((status ?? 'unknown').toLowerCase());
