import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/client/response.ts';
import { Failure } from '../../../src/errors.ts';

const asked = { method: 'GET', url: new URL('https://api.example.com/v1/calls/call_1'), now: 1_750_000_000_000 };
const read = (status: number, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  readAnswer({ status, headers: Object.entries(headers), bytes: typeof body === 'string' ? Buffer.from(body) : body }, asked);
const failed = (status: number, body: string, headers: Record<string, string> = {}): Failure => {
  try {
    read(status, body, headers);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it was taken as an answer');
};

describe('answers', () => {
  it.each([
    [200, '{"id":"call_1"}', { id: 'call_1' }],
    [201, '[1]', [1]],
    [204, '', {}],
    [200, '  \n', {}],
    [299, '\ufeff{"a":1}', { a: 1 }],
    [200, 'null', null],
    [200, '"text"', 'text'],
    [200, '{"__proto__":{"x":1}}', JSON.parse('{"__proto__":{"x":1}}')],
  ])('%i %s', (status, body, value) => {
    expect(read(status, body).value).toEqual(value);
  });

  it('goes by the body, not by its Content-Type', () => {
    expect(read(200, '{"a":1}', { 'content-type': 'text/html' }).value).toEqual({ a: 1 });
  });

  it('calls a page of text/html a page, whatever it begins with', () => {
    const type = { 'content-type': 'text/html; charset=utf-8' };
    for (const body of ['<p>Sign in</p>', 'Please sign in', '<!-- moved --><html>']) {
      expect(failed(200, body, type).message).toMatch(/200 with an HTML page/);
      expect(failed(200, body, type).details.hint).toContain('Check the base URL');
    }
  });

  it.each([
    ['<!DOCTYPE html><title>Log in</title>', /200 with an HTML page/],
    ['{"data":[{"id":"a"', /truncated or invalid JSON/],
    ['hello', /text that is not JSON/],
    ['<?xml version="1.0"?>', /XML/],
  ])('does not take %s', (body, message) => {
    const failure = failed(200, body);
    expect(failure.kind).toBe('bad-answer');
    expect(failure.message).toMatch(message);
    expect(failure.details.raw).toBe(body);
  });
});

describe('errors', () => {
  const documented = [
    [400, 'bad_request', 'invalid', 7],
    [401, 'invalid_api_key', 'authentication', 3],
    [403, 'forbidden', 'forbidden', 4],
    [404, 'not_found', 'not-found', 5],
    [409, 'conflict', 'conflict', 6],
    [422, 'validation_error', 'invalid', 7],
    [429, 'rate_limited', 'rate-limited', 8],
    [500, 'internal_error', 'bad-answer', 9],
  ] as const;
  it.each(documented)('%i %s', (status, code, kind, exitCode) => {
    const failure = failed(status, JSON.stringify({ error: { code, message: 'The words of the service.', status } }), { 'x-request-id': 'req_1' });
    expect(failure).toMatchObject({ kind, code, exitCode, message: 'The words of the service.', details: { status, requestId: 'req_1' } });
  });
  it.each(documented)('%i without a body has the documented code %s', (status, code) => {
    expect(failed(status, '').code).toBe(code);
  });

  it.each([
    [502, 'bad-answer', 9],
    [503, 'bad-answer', 9],
    [402, 'forbidden', 4],
    [405, 'invalid', 7],
    [410, 'not-found', 5],
    [413, 'invalid', 7],
    [418, 'invalid', 7],
    [302, 'bad-answer', 9],
    [304, 'bad-answer', 9],
  ] as const)('%i is %s', (status, kind, exitCode) => {
    expect(failed(status, '')).toMatchObject({ kind, exitCode });
  });

  it.each([
    ['{"error":"text"}', 'text'],
    ['{"error":{"message":"inner"}}', 'inner'],
    ['{"message":"outer"}', 'outer'],
    ['{"errors":[{"message":"first"},{"message":"second"}]}', 'first'],
    ['{"errors":["plain"]}', 'plain'],
    ['{"detail":"problem"}', 'problem'],
    ['{"error":"invalid_request","error_description":"long words"}', 'invalid_request'],
    ['{"error":null,"message":"m"}', 'm'],
    ['"just text"', 'just text'],
    ['{"error":{"message":"two\\nlines"}}', 'two lines'],
    ['{}', 'api.example.com answered 422 with no message'],
    ['[]', 'api.example.com answered 422 with no message'],
    ['<html><h1>422</h1></html>', 'api.example.com answered 422 with an HTML page'],
    ['{"error":{"mess', 'api.example.com answered 422 with truncated or invalid JSON'],
    ['', 'api.example.com answered 422'],
  ])('%s', (body, message) => {
    expect(failed(422, body)).toMatchObject({ message, kind: 'invalid' });
  });

  it('goes by the HTTP status where the body says another, and keeps an unknown code', () => {
    expect(failed(404, '{"error":{"code":"gone_away","message":"m","status":500}}')).toMatchObject({ kind: 'not-found', code: 'gone_away' });
  });

  it('says when to come back', () => {
    expect(failed(429, '', { 'retry-after': '90' }).details.retryAfter).toBe(90);
    expect(failed(429, '', { 'x-ratelimit-reset': `${asked.now / 1000 + 300}` }).details.retryAfter).toBe(300);
    expect(failed(503, '', { 'retry-after': '5' }).details.retryAfter).toBe(5);
  });

  it('says where a redirect leads that is not followed', () => {
    expect(failed(301, '', { location: 'https://www.example.com/v1?key=x' }).message).toBe(
      'api.example.com redirects to https://www.example.com/v1 (301); redirects to other hosts are not followed',
    );
  });

  it('keeps long messages in bounds', () => {
    expect(failed(500, JSON.stringify({ error: { message: 'x'.repeat(100_000) } })).message.length).toBeLessThan(600);
  });
});

describe('whatever comes', () => {
  const value = fc.oneof(fc.json(), fc.string(), fc.constantFrom('<html>', '{"error":', '[]', '{"error":{"code":5,"message":[]}}'));
  const body = fc.oneof(
    value.map((text) => Buffer.from(text)),
    fc.uint8Array(),
  );
  const headers = fc.array(fc.tuple(fc.constantFrom('retry-after', 'location', 'x-ratelimit-reset', 'x-request-id', 'content-type'), fc.string()));
  it('is an answer or a failure with one line of words', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), headers, body, (status, pairs, bytes) => {
        try {
          readAnswer({ status, headers: pairs, bytes }, asked);
          expect(status >= 200 && status < 300).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          if (error instanceof Failure) {
            expect(error.message).not.toMatch(/[\r\n]/);
            expect(error.message.length).toBeGreaterThan(0);
          }
        }
      }),
    );
  });
});
