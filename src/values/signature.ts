import { createHmac } from 'node:crypto';
import { same } from './same.ts';

/** Returns the HMAC-SHA256 of the raw body, keyed by the secret as UTF-8, in lower-case hex. */
export const sign = (secret: string, body: Uint8Array): string => createHmac('sha256', secret).update(body).digest('hex');

/** The two forms in use: `sha256=<hex>` and plain hex. */
export type SignatureForm = 'prefixed' | 'bare';

/** Returns a signature in this form. */
export const format = (hex: string, form: SignatureForm): string => (form === 'prefixed' ? `sha256=${hex}` : hex);

const prefix = 'sha256=';

/** Returns the part of a header value where the digest should be. Good enough for comparing with a digest, which decides the rest. */
export const claimed = (value: string): string => {
  const text = value.trim();
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
};

/** Returns the form and digest of a header value; undefined if it has neither form. */
export const parse = (value: string): { form: SignatureForm; hex: string } | undefined => {
  const hex = claimed(value);
  return /^[0-9a-f]{64}$/.test(hex) ? { form: hex.length === value.trim().length ? 'bare' : 'prefixed', hex } : undefined;
};

/** Returns whether the header value is a signature of these bytes with this secret; compares in constant time. */
export const verify = (secret: string, body: Uint8Array, value: string): boolean => {
  const given = parse(value);
  return given !== undefined && same(given.hex, sign(secret, body));
};
