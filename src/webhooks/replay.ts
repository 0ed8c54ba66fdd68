import type { Delivery } from './delivery.ts';
import { type Changes, type Headers, headerOf, signatureHeader } from './headers.ts';
import type { Logged } from './log-read.ts';
import { format, parse, sign, verify } from './signature.ts';

/** Marks a delivery that was sent again, with its id in the log. */
export const replayHeader = 'X-Boltcall-Replay';

/**
 * What is changed of a delivery that is sent again: the mark, headers typed, and the signature where the app could not verify it.
 * The log holds the service's signature; where the service signs with a secret of its own, `listen` had signed anew, in the form
 * received, and so does this. `secret`: the app's; undefined leaves the signature alone.
 */
export const replayChanges = (delivery: Delivery, secret: string | undefined, typed: Headers): Changes => {
  const extra: Headers = [...typed, [replayHeader, delivery.id]];
  const value = headerOf(delivery.headers, signatureHeader);
  const given = value === undefined ? undefined : parse(value);
  if (secret === undefined || value === undefined || given === undefined || verify(secret, delivery.body, value)) return { extra };
  return { extra, signature: format(sign(secret, delivery.body), given.form) };
};

/** The delivery with another body, signed with the app's secret in the form that it had. */
export const edited = (delivery: Delivery, body: Buffer, secret: string): Delivery => {
  const value = headerOf(delivery.headers, signatureHeader);
  const form = (value === undefined ? undefined : parse(value)?.form) ?? 'prefixed';
  const headers = delivery.headers.filter(([name]) => name.toLowerCase() !== signatureHeader);
  return { ...delivery, body, headers: [...headers, ['X-Boltcall-Signature', format(sign(secret, body), form)]] };
};

/** The newest `last` of what the log holds, oldest first. */
export const newest = (all: readonly Logged[], last: number | undefined): readonly Logged[] => (last === undefined ? all : all.slice(-last));
