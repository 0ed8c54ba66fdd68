import type { Failure } from '../errors.ts';

const signals = new Set(['interrupted', 'terminated', 'hung-up']);

/** Whether a request that failed may have reached somebody all the same. A fault of the tool tells nothing of what was sent. */
export const isInDoubt = ({ kind, details }: Failure): boolean =>
  kind === 'outcome-unknown' || kind === 'internal' || (signals.has(kind) && details.sent === 'perhaps');
