import { type Failure, isSignalled } from '../errors.ts';

/** Returns whether a failed request may have reached someone anyway. A bug in this program says nothing about what was sent. */
export const isInDoubt = ({ kind, details }: Failure): boolean =>
  kind === 'outcome-unknown' || kind === 'internal' || (isSignalled(kind) && details.sent === 'perhaps');
