import type { Failure, Kind } from '../errors.ts';
import { toJson } from './format/json.ts';
import { safe, safeLines, sgr } from './text/safe.ts';
import { flow } from './text/text-block.ts';

/** What to do, where a failure does not say it itself. */
const hints: Partial<Record<Kind, string>> = {
  internal: 'This is a fault of boltcall: please report it, with the command line and what `boltcall --version` prints.',
  authentication: 'Store a key with `boltcall login`, set BOLTCALL_API_KEY, or try the local service with --sandbox.',
  'not-found': 'The `list` command of the same kind shows what there is; `boltcall whoami` shows in which workspace.',
  conflict: 'Look at what is there already with `list`, then decide.',
  invalid: 'Mend what it names. --dry-run shows what would be sent, --debug the whole answer.',
  'rate-limited': 'Wait a little, or ask for less at a time with --limit.',
  network: 'Look at the connection and the base URL (`boltcall whoami` shows where it comes from).',
  timeout: 'Allow more time with --timeout SECONDS.',
  'bad-answer': 'The service has a problem, or the base URL leads elsewhere; --debug shows what was answered.',
};

const hintOf = ({ kind, details }: Failure): string | undefined => details.hint ?? hints[kind];

/** Where the answer came from, for who asks the vendor: the status and the request's id. */
const origin = ({ details, code }: Failure): string => {
  const parts = [
    ...(details.status === undefined ? [] : [`HTTP ${details.status}`, code]),
    ...(details.requestId === undefined ? [] : [`request ${details.requestId}`]),
    ...(details.attempts === undefined || details.attempts < 2 ? [] : [`${details.attempts} attempts`]),
  ];
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
};

/**
 * A failure for a person: a line for what happened, one for what to do, broken between words for a terminal of so many columns;
 * each ends in a newline. Empty where nothing is to be said: the reader of the output has gone, or it was told already.
 */
export const failureText = (failure: Failure, color: boolean, columns?: number): string => {
  if (failure.kind === 'closed-pipe' || failure.details.told) return '';
  // Written out: the library for colours loads asynchronously, and a failure must be told whatever happens.
  const label = color ? `${sgr('1;31')}error:${sgr('22;39')}` : 'error:';
  const hint = hintOf(failure);
  const what = `${label} ${safe(failure.message)}${safe(origin(failure))}\n`;
  return flow(hint ? `${what}${safeLines(hint).trimEnd()}\n` : what, columns);
};

/** A failure for a program: one line of JSON, ending in a newline; the members of the contract, absent where unknown. */
export const failureJson = (failure: Failure): string => {
  if (failure.kind === 'closed-pipe' || failure.details.told) return '';
  const { status, method, url, requestId, retryAfter, attempts } = failure.details;
  const error = {
    code: failure.code,
    message: failure.message,
    status,
    exit_code: failure.exitCode,
    hint: hintOf(failure),
    method,
    url,
    request_id: requestId,
    retry_after_seconds: retryAfter,
    attempts,
  };
  return `${toJson({ error })}\n`;
};
