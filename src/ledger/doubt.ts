import { type Failure, isSignalled } from '../errors.ts';

/** Whether a request that failed may have reached somebody all the same. A fault of the tool tells nothing of what was sent. */
export const isInDoubt = ({ kind, details }: Failure): boolean =>
  kind === 'outcome-unknown' || kind === 'internal' || (isSignalled(kind) && details.sent === 'perhaps');
