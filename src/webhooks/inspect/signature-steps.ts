import { counted } from '../../output/text/count.ts';
import { formatDuration } from '../../values/duration.ts';
import { sign, verify } from '../../values/signature.ts';
import { secretHint } from '../secret-hint.ts';
import { madeAt } from '../verify/age.ts';
import { readForm } from '../verify/form.ts';
import { judge } from '../verify/verify.ts';
import type { Step } from './wire.ts';

/** A signature and what it is checked against. */
export interface Signed {
  /** The header's value; undefined if the header was missing. */
  readonly value: string | undefined;
  readonly body: Buffer;
  /** When it was received, in ms since 1970. */
  readonly at: number;
  /** The secrets known to this listener; the first match counts. */
  readonly secrets: readonly string[];
  /** True if it was valid on arrival. */
  readonly verified: boolean;
}

/** The age limit that apps usually set for deliveries (ms). */
const usualTolerance = 5 * 60_000;

const timeStep = (body: Buffer, at: number): Step => {
  const made = madeAt(body);
  if (made === undefined) return { name: 'Timestamp', ok: null, text: 'none in the body' };
  const age = at - made;
  const text = `${new Date(made).toISOString()}, ${formatDuration(age)} ${age < 0 ? 'after' : 'before'} it arrived`;
  return Math.abs(age) <= usualTolerance
    ? { name: 'Timestamp', ok: true, text }
    : { name: 'Timestamp', ok: null, text: `${text}; an app that allows 5m rejects it` };
};

/** Returns the steps of checking a signature by hand: the header, its scheme, the time, the two digests. */
export const signatureSteps = ({ value, body, at, secrets, verified }: Signed): Step[] => {
  if (value === undefined) return [{ name: 'Header', ok: false, text: 'no X-Boltcall-Signature' }, timeStep(body, at)];
  const read = readForm(value);
  const hex = 'fault' in read ? read.fault.hex : read.hex;
  const scheme: Step =
    'fault' in read
      ? { name: 'Scheme', ok: false, text: `${read.fault.message}. ${read.fault.hint}` }
      : { name: 'Scheme', ok: true, text: `HMAC-SHA256 of the raw body, ${read.form === 'prefixed' ? 'as sha256= and' : 'as'} 64 hex digits` };
  const steps: Step[] = [{ name: 'Header', ok: true, text: value }, scheme, timeStep(body, at)];
  if (hex !== undefined) steps.push({ name: 'Received digest', ok: null, text: hex });
  const secret = secrets.find((one) => verify(one, body, value)) ?? secrets[0];
  if (secret === undefined) return [...steps, { name: 'Computed digest', ok: null, text: 'the listener has no secret yet' }];
  const computed = sign(secret, body);
  const fits = hex === computed;
  const how = `${computed} (${counted(body.length, 'bytes')}, secret ${secretHint(secret)})`;
  if (!fits && verified) {
    return [
      ...steps,
      { name: 'Computed digest', ok: null, text: how },
      { name: 'Result', ok: null, text: 'verified when it arrived, with a secret this listener does not have now' },
    ];
  }
  steps.push({ name: 'Computed digest', ok: fits, text: how });
  const verdict = judge({ secret, signature: value, body, now: at });
  steps.push(
    verdict.valid
      ? { name: 'Result', ok: true, text: 'the digests match' }
      : { name: 'Result', ok: false, text: `${verdict.message}. ${verdict.hint}` },
  );
  return steps;
};
