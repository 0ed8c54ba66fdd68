import { Failure, systemCode } from '../errors.ts';
import { redact } from '../transport/redact.ts';
import type { Request } from '../transport/transport.ts';
import { formatDuration } from '../values/duration.ts';
import { iso } from '../values/iso.ts';

/** The host of the vendor's documentation; we do not know whether a service runs there. */
const vendor = 'api.boltcall.org';

const hintFor = (failure: Failure, request: Request, now: number): string | undefined => {
  const { kind, details } = failure;
  if (kind === 'network' && request.url.hostname === vendor && ['ENOTFOUND', 'EAI_AGAIN'].includes(systemCode(details.cause) ?? '')) {
    return "The vendor's service may not be up, or this machine is offline. `boltcall sandbox start`, then --sandbox, works without it.";
  }
  if (kind === 'authentication') return 'The key is wrong, expired or revoked. Save another with `boltcall login`, or set BOLTCALL_API_KEY.';
  if (kind === 'forbidden' && details.status === 403) {
    const needs = `The key may lack a permission: ${request.effect === 'none' ? 'read' : 'write'} (read and write are separate permissions).`;
    return /\/webhooks(\/|$)/.test(request.url.pathname)
      ? `${needs} Free trials have no webhooks; use --sandbox or \`boltcall trigger\` instead.`
      : needs;
  }
  const seconds = details.retryAfter;
  if (seconds !== undefined && seconds > 0) {
    const wait = seconds < 120 ? `${seconds} s` : formatDuration(seconds * 1_000);
    return `Retry in ${wait} (at ${iso(now + seconds * 1_000)}).`;
  }
  if (kind === 'rate-limited') return 'Try again later.';
  if (kind === 'not-found' && request.method === 'DELETE') return 'An earlier attempt may already have removed it.';
  if (kind === 'invalid' && request.effect === 'none') return 'Fix the values it names; --debug shows the full response.';
  return undefined;
};

/** Adds a hint and the request to a failure, and removes secrets, which a service may echo in its response. */
export const explained = (failure: Failure, request: Request, now: number, secrets: readonly string[] = []): Failure => {
  const hint = hintFor(failure, request, now) ?? failure.details.hint;
  const { raw } = failure.details;
  return new Failure(failure.kind, redact(failure.message, secrets), {
    ...failure.details,
    method: request.method,
    url: redact(request.url.href, secrets),
    ...(raw !== undefined && { raw: redact(raw, secrets) }),
    ...(hint !== undefined && { hint }),
  });
};
