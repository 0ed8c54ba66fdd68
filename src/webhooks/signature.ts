import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 of the raw body, keyed by the secret's text as UTF-8, in lower-case hex. */
export const sign = (secret: string, body: Uint8Array): string => createHmac('sha256', secret).update(body).digest('hex');

/** The two forms in use: `sha256=<hex>` and the bare hex. */
export type SignatureForm = 'prefixed' | 'bare';

/** A signature in the form wanted. */
export const format = (hex: string, form: SignatureForm): string => (form === 'prefixed' ? `sha256=${hex}` : hex);

/** The form and the digest of a header's value; undefined where it is neither form. */
export const parse = (value: string): { form: SignatureForm; hex: string } | undefined => {
  const match = /^(sha256=)?([0-9a-f]{64})$/.exec(value.trim());
  return match?.[2] === undefined ? undefined : { form: match[1] === undefined ? 'bare' : 'prefixed', hex: match[2] };
};

/** Whether the header's value signs these bytes with this secret; compared in constant time. */
export const verify = (secret: string, body: Uint8Array, value: string): boolean => {
  const given = parse(value);
  return given !== undefined && timingSafeEqual(Buffer.from(given.hex, 'hex'), Buffer.from(sign(secret, body), 'hex'));
};
