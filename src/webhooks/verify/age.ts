import { formatDuration } from '../../values/duration.ts';
import type { SignatureForm } from '../../values/signature.ts';
import { type Claim, no, type Verdict } from './verdict.ts';

/** Returns the time in the payload's timestamp, in ms since 1970. */
export const madeAt = (body: Buffer): number | undefined => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    const stamp = typeof value === 'object' && value !== null && 'timestamp' in value ? value.timestamp : undefined;
    const at = typeof stamp === 'string' ? Date.parse(stamp) : Number.NaN;
    return Number.isNaN(at) ? undefined : at;
  } catch {
    return undefined;
  }
};

/** Returns the verdict on a valid signature, depending on the age of its body. */
export const timely = (claim: Claim, form: SignatureForm): Verdict => {
  const at = madeAt(claim.body);
  const age = at === undefined ? undefined : claim.now - at;
  if (claim.tolerance === undefined) return { valid: true, form, ...(age === undefined ? {} : { age }) };
  if (age === undefined)
    return no('no_timestamp', 'the signature is valid, but the body has no timestamp to compare with --tolerance', 'Drop --tolerance.');
  const allowed = formatDuration(claim.tolerance);
  if (age > claim.tolerance) {
    return no(
      'too_old',
      `the signature is valid, but the body is ${formatDuration(age)} old (maximum ${allowed})`,
      'An old delivery may be a replay attack: reject it, or allow more with --tolerance.',
    );
  }
  if (-age > claim.tolerance) {
    return no(
      'in_the_future',
      `the signature is valid, but its timestamp is ${formatDuration(age)} in the future (maximum ${allowed})`,
      'Check the clock on this machine.',
    );
  }
  return { valid: true, form, age };
};
