import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/transport/redact.ts';

describe('redact', () => {
  it.each([
    ['authorization: Bearer sk_live_0123456789abcdef', 'authorization: Bearer [hidden]'],
    ['Proxy-Authorization: Basic dXNlcjpwYXNz', 'Proxy-Authorization: Basic [hidden]'],
    ['"Authorization": "Bearer abcdefgh"', '"Authorization": "Bearer [hidden]"'],
    ['the key sk_test_abcdefgh was refused', 'the key sk_test_[hidden] was refused'],
    ['bc_0123456789abcdef0123456789abcdef', 'bc_[hidden]'],
    ['{"id":"wh_1","secret":"whsec_abc"}', '{"id":"wh_1","secret":"[hidden]"}'],
    ['{"secret": "with \\"quotes\\" inside", "url": "u"}', '{"secret": "[hidden]", "url": "u"}'],
    ['{"raw":"{\\"secret\\":\\"inner\\",\\"a\\":1}"}', '{"raw":"{\\"secret\\":\\"[hidden]\\",\\"a\\":1}"}'],
    ['x-boltcall-signature: sha256=0123456789abcdef0123456789abcdef', 'x-boltcall-signature: [hidden]'],
    ['X-Boltcall-Original-Signature: 0123456789abcdef', 'X-Boltcall-Original-Signature: [hidden]'],
    ['http://user:p%40ss@proxy:3128/', 'http://[hidden]@proxy:3128/'],
    ['https://files.example.com/r.mp3?X-Amz-Signature=abcdef&x=1', 'https://files.example.com/r.mp3?X-Amz-Signature=[hidden]&x=1'],
    ['GET /v1/x?api_key=abc123&limit=5', 'GET /v1/x?api_key=[hidden]&limit=5'],
  ])('%s', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it.each([
    'agent_abc123 call_xyz789 wh_002 msg_sms001',
    '{"token_count":5,"secrets":[]}',
    'https://api.boltcall.org/v1/calls?limit=5',
    'a@b.example',
  ])('leaves %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('hides a given secret wherever and however it stands', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' }), fc.string(), fc.string(), (secret, before, after) => {
        // If the surrounding text happens to contain part of the secret, that part may stay visible.
        for (const form of [secret, JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64')]) {
          expect(redact(`${before}\n${form}\n${after}`, [secret])).not.toContain(form.trim() === '' ? '\u0000never' : `\n${form}\n`);
        }
      }),
    );
  });
});
