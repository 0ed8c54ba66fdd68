/** Statuses of a call that goes on, or that tell nothing; any other has ended. The documentation lists none but ringing, so names from elsewhere are known too. */
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
