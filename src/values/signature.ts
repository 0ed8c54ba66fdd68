import { createHmac } from 'node:crypto';
import { same } from './same.ts';

/** HMAC-SHA256 of the raw body, keyed by the secret's text as UTF-8, in lower-case hex. */
export const sign = (secret: string, body: Uint8Array): string => createHmac('sha256', secret).update(body).digest('hex');

/** The two forms in use: `sha256=<hex>` and the bare hex. */
export type SignatureForm = 'prefixed' | 'bare';

/** A signature in the form wanted. */
export const format = (hex: string, form: SignatureForm): string => (form === 'prefixed' ? `sha256=${hex}` : hex);

const prefix = 'sha256=';

/** What stands in a header's value in a digest's place: enough where it is compared with a digest, which tells the rest. */
export const claimed = (value: string): string => {
  const text = value.trim();
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
};

/** The form and the digest of a header's value; undefined where it is neither form. */
export const parse = (value: string): { form: SignatureForm; hex: string } | undefined => {
  const hex = claimed(value);
  return /^[0-9a-f]{64}$/.test(hex) ? { form: hex.length === value.trim().length ? 'bare' : 'prefixed', hex } : undefined;
};

/** Whether the header's value signs these bytes with this secret; compared in constant time. */
export const verify = (secret: string, body: Uint8Array, value: string): boolean => {
  const given = parse(value);
  return given !== undefined && same(given.hex, sign(secret, body));
};
