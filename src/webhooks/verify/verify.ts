import { createHash, createHmac } from 'node:crypto';
import { same } from '../../values/same.ts';
import { sign } from '../../values/signature.ts';
import { madeAt, timely } from './age.ts';
import { readForm } from './form.ts';
import { bodyVariants, secretVariants } from './variants.ts';
import { type Claim, no, type Verdict } from './verdict.ts';

const hmac = (key: string | Buffer, body: Buffer): string => createHmac('sha256', key).update(body).digest('hex');

/** Mistakes in computing the signature itself. */
const methods = (secret: string, body: Buffer): ReadonlyArray<readonly [string, string]> => [
  [createHash('sha256').update(body).digest('hex'), 'the plain SHA-256 of the body, made without the secret'],
  [createHash('sha256').update(secret).update(body).digest('hex'), 'the SHA-256 of secret plus body, not an HMAC'],
  [createHash('sha256').update(body).update(secret).digest('hex'), 'the SHA-256 of body plus secret, not an HMAC'],
  [createHmac('sha256', body).update(secret).digest('hex'), 'the HMAC with body and secret swapped'],
];

/** For a body larger than this (bytes), not every form is combined with every form of the secret. */
const combinable = 256 * 1024;

const diagnose = ({ secret, body }: Claim, hex: string): Verdict => {
  const secrets = secretVariants(secret);
  for (const { value, words } of secrets) {
    if (same(hmac(value, body), hex))
      return no('secret_changed', `the secret is almost right: the signature matches ${words}`, 'Correct the secret; the body is unchanged.');
  }
  const bodies = bodyVariants(body);
  const raw = 'Verify the raw bytes before anything parses them.';
  for (const { value, words } of bodies) {
    if (same(hmac(secret, value), hex)) return no('body_changed', `the body was changed after signing: the signature matches it ${words}`, raw);
  }
  for (const [digest, words] of methods(secret, body)) {
    if (same(digest, hex))
      return no('wrong_method', `the signature is ${words}`, 'It must be the HMAC-SHA256 of the raw body, keyed with the secret as text.');
  }
  if (body.length <= combinable) {
    for (const key of secrets) {
      for (const form of bodies) {
        if (same(hmac(key.value, form.value), hex)) {
          return no(
            'body_changed',
            `both secret and body differ from what was signed: the signature matches ${key.words}, and the body ${form.words}`,
            raw,
          );
        }
      }
    }
  }
  return no('mismatch', 'the signature does not match this secret and body, nor any common variation of them', clue(secret, body));
};

/** Returns an obvious hint if nothing matches. Arithmetic cannot tell which of the two is wrong. */
const clue = (secret: string, body: Buffer): string => {
  if (/^(sk_|bc_)/.test(secret)) return 'This secret is an API key; use the secret of the webhook (whsec_… or 64 hex digits).';
  if (/[*•…]|\.\.\./.test(secret)) return 'This secret is shortened for display; use the whole secret.';
  if (body.length === 0) return 'The body is empty: a body parser probably read it first.';
  if (madeAt(body) === undefined) return 'The body does not look like an event; use the raw bytes as received. Otherwise the secret is wrong.';
  return 'Either the secret belongs to another webhook (each has its own), or the body is not the one received.';
};

/**
 * Checks whether the signature is that of the body with the secret, and if not, explains why as far as possible. Tries the secret
 * and the body in forms that they often take by mistake; otherwise a wrong secret and a changed body cannot be told apart.
 */
export const judge = (claim: Claim): Verdict => {
  const read = readForm(claim.signature);
  if ('fault' in read) {
    const { missing, message, hint, hex } = read.fault;
    if (missing) return no('no_signature', message, hint);
    if (hex === undefined) return no('unknown_form', message, hint);
    if (same(hex, sign(claim.secret, claim.body))) return no('wrong_form', `${message}; otherwise it matches`, hint);
    const verdict = diagnose(claim, hex);
    return verdict.valid ? verdict : no('wrong_form', `${message}; in addition, ${verdict.message}`, `${hint} ${verdict.hint}`);
  }
  return same(read.hex, sign(claim.secret, claim.body)) ? timely(claim, read.form) : diagnose(claim, read.hex);
};
