import { format, parse, sign } from '../values/signature.ts';
import type { Delivery } from './delivery.ts';
import { headerOf, signatureHeader } from './headers.ts';

/**
 * Returns a delivery's signature, re-signed with a secret in the format received, or undefined without a secret or a signature to
 * replace.
 */
export const signedAnew = ({ headers, body }: Pick<Delivery, 'headers' | 'body'>, secret: string | undefined): string | undefined => {
  const value = secret === undefined ? undefined : headerOf(headers, signatureHeader);
  const given = value === undefined ? undefined : parse(value);
  return secret === undefined || given === undefined ? undefined : format(sign(secret, body), given.form);
};
