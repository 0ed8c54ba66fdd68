import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sign } from '../../../../src/values/signature.ts';
import type { Verdict } from '../../../../src/webhooks/verify/verdict.ts';
import { judge } from '../../../../src/webhooks/verify/verify.ts';

const now = Date.parse('2026-11-25T09:30:00Z');
const secret = 'whsec_4f9a0c2e7b1d';
const body = Buffer.from(
  '{"event":"lead.created","timestamp":"2026-11-25T09:29:00Z","data":{"id":"lead_001","name":"Zoë <Ana>","url":"https://a/b"}}',
);
const good = `sha256=${sign(secret, body)}`;
const check = (over: Partial<Parameters<typeof judge>[0]>): Verdict => judge({ secret, body, signature: good, now, ...over });
const why = (verdict: Verdict): string => (verdict.valid ? 'valid' : `${verdict.reason}: ${verdict.message}`);

test('both forms are right, with the header name in front too', () => {
  expect(check({})).toEqual({ valid: true, form: 'prefixed', age: 60_000 });
  expect(check({ signature: sign(secret, body) })).toMatchObject({ valid: true, form: 'bare' });
  expect(check({ signature: `X-Boltcall-Signature: ${good}\n` })).toMatchObject({ valid: true });
});

test('any bytes and any secret are right with their own signature, and wrong with one bit changed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.string({ minLength: 1 }), fc.nat(), (bytes, key, at) => {
      const signature = sign(key, bytes);
      expect(judge({ secret: key, body: Buffer.from(bytes), signature, now })).toMatchObject({ valid: true });
      const changed = Buffer.from(bytes);
      changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ 1;
      expect(judge({ secret: key, body: changed, signature, now })).toMatchObject({ valid: false });
    }),
    { numRuns: 50 },
  );
});

describe('a signature in no known form', () => {
  const hex = sign(secret, body);
  test.each([
    ['', 'no_signature: the signature is missing'],
    [hex.toUpperCase(), 'wrong_form: the signature is in upper case; otherwise it matches'],
    [`SHA256=${hex}`, 'wrong_form: the signature starts with "SHA256=" instead of "sha256="; otherwise it matches'],
    [`sha256:${hex}`, 'wrong_form: the signature starts with "sha256:" instead of "sha256="; otherwise it matches'],
    [Buffer.from(hex, 'hex').toString('base64'), 'wrong_form: the signature is base64, not hex; otherwise it matches'],
    [`"${good}"`, 'wrong_form: the signature has quotes around it; otherwise it matches'],
    [hex.slice(0, 60), 'unknown_form: the signature has 60 hex digits instead of 64: it is cut off'],
    [hex.slice(0, 40), 'unknown_form: the signature has 40 hex digits, like SHA-1, instead of 64'],
    [`sha1=${hex.slice(0, 40)}`, 'unknown_form: the signature uses sha1, but only sha256 is supported'],
    [`t=1492774577,v1=${hex}`, 'unknown_form: the signature looks like t=…,v1=…, a format of another service'],
    ['v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=', 'unknown_form: the signature looks like v1,…, a format of another service'],
    ['hello', 'unknown_form: unrecognized signature format'],
  ])('%s', (signature, expected) => expect(why(check({ signature }))).toBe(expected));

  test('says so too when it does not fit otherwise', () => {
    expect(why(check({ signature: hex.toUpperCase(), secret: `${secret}\n` }))).toMatch(
      /^wrong_form: .*upper case; in addition, .*without the whitespace/,
    );
  });
});

describe('a secret that is nearly right', () => {
  test.each([
    [`${secret}\n`, 'without the whitespace around it'],
    [`"${secret}"`, 'without the quotes around it'],
    [secret.replace('whsec_', ''), 'with a whsec_ prefix'],
    [`BOLTCALL_WEBHOOK_SECRET=${secret}`, 'after ='],
  ])('%j', (typed, words) => expect(why(check({ secret: typed }))).toMatch(new RegExp(`^secret_changed: .*${words}`)));

  test.each([
    ['0f'.repeat(32), Buffer.from('0f'.repeat(32), 'hex'), 'decoded from hex'],
    ['c2VjcmV0IHNlY3JldCE=', Buffer.from('secret secret!'), 'decoded from base64'],
    ['whsec_c2VjcmV0IHNlY3JldCE=', Buffer.from('secret secret!'), 'decoded from base64 behind whsec_'],
    ['from-a-file', 'from-a-file\n', 'read from a file'],
  ])('%s was used in another form by the signer', (typed, key, words) => {
    const signature = createHmac('sha256', key).update(body).digest('hex');
    expect(why(check({ secret: typed, signature }))).toMatch(new RegExp(`^secret_changed: .*${words}`));
  });
});

describe('a body that was changed', () => {
  const text = body.toString();
  test.each([
    [`${text}\n`, 'without the newline at its end'],
    [JSON.stringify(JSON.parse(text), null, 2), 'reformatted compactly'],
    [`\ufeff${text}`, 'without the byte-order mark'],
    [body.toString('latin1'), 'decoded from UTF-8 one time too few'],
  ])('%j', (changed, words) =>
    expect(why(check({ body: Buffer.from(changed) }))).toBe(`body_changed: the body was changed after signing: the signature matches it ${words}`),
  );

  test.each([
    ['{"a": "x/y", "b": [1, 2]}', 'with a space after each comma and colon'],
    ['{"a":"x\\/y","b":[1,2]}', 'reformatted compactly, with / written as \\/'],
    ['{"a":"x/y","b":[1,2]}\n', 'with a newline at its end'],
    ['{\n  "a": "x/y",\n  "b": [\n    1,\n    2\n  ]\n}\n', 'indented by two spaces, with a newline at its end'],
  ])('where %j was signed', (signed, words) => {
    const compact = Buffer.from('{"a":"x/y","b":[1,2]}');
    expect(why(check({ body: compact, signature: sign(secret, Buffer.from(signed)) }))).toContain(words);
  });

  test('together with the secret', () => {
    expect(why(check({ secret: `${secret}\n`, body: Buffer.from(`${text}\n`) }))).toMatch(/^body_changed: both secret and body differ/);
  });

  test('beyond recognition is a mismatch, with what strikes the eye', () => {
    expect(check({ body: Buffer.from(text.replace('Ana', 'Eve')) })).toMatchObject({
      reason: 'mismatch',
      hint: expect.stringContaining('another webhook'),
    });
    expect(check({ body: Buffer.alloc(0) })).toMatchObject({ hint: expect.stringContaining('empty') });
    expect(check({ secret: 'sk_live_abc' })).toMatchObject({ hint: expect.stringContaining('API key') });
    expect(check({ secret: 'whsec_…7b1d' })).toMatchObject({ hint: expect.stringContaining('shortened') });
  });
});

test('an HMAC made wrongly is told', () => {
  expect(why(check({ signature: createHash('sha256').update(body).digest('hex') }))).toMatch(/^wrong_method: .*without the secret/);
  expect(why(check({ signature: createHmac('sha256', body).update(secret).digest('hex') }))).toMatch(/^wrong_method: .*swapped/);
});

describe('the tolerance', () => {
  test.each([
    [59_000, 'too_old: the signature is valid, but the body is 1m old (maximum 59s)'],
    [60_000, 'valid'],
  ])('of %d ms', (tolerance, expected) => expect(why(check({ tolerance }))).toBe(expected));

  test('is for the future too, and needs a timestamp', () => {
    expect(why(check({ tolerance: 1_000, now: now - 3_660_000 }))).toBe(
      'in_the_future: the signature is valid, but its timestamp is 1h in the future (maximum 1s)',
    );
    const other = Buffer.from('{}');
    expect(check({ body: other, signature: sign(secret, other), tolerance: 1 })).toMatchObject({ reason: 'no_timestamp' });
  });

  test('is not asked of a wrong signature', () => expect(check({ secret: 'x', tolerance: 1 })).toMatchObject({ reason: 'mismatch' }));
});
