import { format, parse, sign, verify } from '../../values/signature.ts';
import type { Delivery } from '../delivery.ts';
import { type Changes, type Headers, headerOf, replayHeader, signatureHeader } from '../headers.ts';
import type { Loaded } from '../log/load.ts';
import { signedAnew } from '../resign.ts';

/** How a replayed delivery is signed: as targets got it the first time, as received, or with a secret that was typed. */
export type Signing = { readonly as: 'forwarded' | 'received' } | { readonly as: 'typed'; readonly secret: string };

/** Returns the changes to a replayed delivery: the mark, typed headers, and the signature if `listen` had re-signed it. */
export const replayChanges = ({ delivery, resigned }: Pick<Loaded, 'delivery' | 'resigned'>, signing: Signing, typed: Headers): Changes => {
  const extra: Headers = [...typed, [replayHeader, delivery.id]];
  const signature = signing.as === 'typed' ? signedAnew(delivery, signing.secret) : signing.as === 'forwarded' ? resigned : undefined;
  const value = headerOf(delivery.headers, signatureHeader);
  return signature === undefined || signature === value ? { extra } : { extra, signature };
};

/** Returns the first secret with which the app could verify this delivery, or the first of all if none matches. */
export const appSecretOf = ({ delivery, resigned }: Pick<Loaded, 'delivery' | 'resigned'>, secrets: readonly [string, ...string[]]): string => {
  const value = resigned ?? headerOf(delivery.headers, signatureHeader);
  return secrets.find((secret) => value !== undefined && verify(secret, delivery.body, value)) ?? secrets[0];
};

/** Returns the delivery with another body, signed with the app's secret in the original signature format. */
export const edited = (delivery: Delivery, body: Buffer, secret: string): Delivery => {
  const value = headerOf(delivery.headers, signatureHeader);
  const form = (value === undefined ? undefined : parse(value)?.form) ?? 'prefixed';
  const headers = delivery.headers.filter(([name]) => name.toLowerCase() !== signatureHeader);
  return { ...delivery, body, headers: [...headers, ['X-Boltcall-Signature', format(sign(secret, body), form)]] };
};
