import type { Failure, Kind } from '../errors.ts';
import { toJson } from './format/json.ts';
import { safe, safeLines, sgr } from './text/safe.ts';
import { wrap } from './text/wrap.ts';

/** The hint for a failure that has none of its own. */
const hints: Partial<Record<Kind, string>> = {
  internal: 'This is a bug in boltcall. Please report it with the command line and the output of `boltcall --version`.',
  authentication: 'Save a key with `boltcall login`, set BOLTCALL_API_KEY, or try the local sandbox with --sandbox.',
  'not-found': 'Run the matching `list` command to see what exists; `boltcall whoami` shows the workspace.',
  conflict: 'Check the current state with the matching `list` command.',
  invalid: 'Fix the fields it names. --dry-run previews the request, --debug shows the full response.',
  'rate-limited': 'Wait a moment, or request less with --limit.',
  network: 'Check the connection and the base URL (`boltcall whoami` shows where it comes from).',
  timeout: 'Allow more time with --timeout SECONDS.',
  'bad-answer': 'The API has a problem, or the base URL is wrong; --debug shows the response.',
};

const hintOf = ({ kind, details }: Failure): string | undefined => details.hint ?? hints[kind];

/** Returns the source of a response, for a question to the vendor: the status and the request id. */
const origin = ({ details, code }: Failure): string => {
  const parts = [
    ...(details.status === undefined ? [] : [`HTTP ${details.status}`, code]),
    ...(details.requestId === undefined ? [] : [`request ${details.requestId}`]),
    ...(details.attempts === undefined || details.attempts < 2 ? [] : [`${details.attempts} attempts`]),
  ];
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
};

/**
 * Returns a failure as text for people: what happened and what to do, wrapped to the terminal's columns; each line ends in a newline. Empty if there
 * is nothing to report: the output was closed by its reader, or the failure was already reported.
 */
export const failureText = (failure: Failure, color: boolean, columns?: number): string => {
  if (failure.kind === 'closed-pipe' || failure.details.told) return '';
  if (failure.details.declined) return `${safe(failure.message)}\n`;
  // Written by hand because the color library loads asynchronously, and a failure must always be reported.
  const label = color ? `${sgr('1;31')}error:${sgr('22;39')}` : 'error:';
  const hint = hintOf(failure);
  const what = `${label} ${safe(failure.message)}${safe(origin(failure))}\n`;
  return wrap(hint ? `${what}${safeLines(hint).trimEnd()}\n` : what, columns);
};

/** Returns a failure for programs: one line of JSON that ends in a newline, with the members of the contract; unknown ones are absent. */
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
