import { describe, expect, it } from 'vitest';
import { explained } from '../../../src/client/hints.ts';
import { Failure, type Kind } from '../../../src/errors.ts';
import type { Request } from '../../../src/transport/transport.ts';

const ask = (method: string, href: string): Request => ({ method, url: new URL(href), headers: [], effect: method === 'GET' ? 'none' : 'ordinary' });
const now = Date.parse('2026-03-01T12:00:00Z');
const hint = (kind: Kind, details: Failure['details'], request: Request): string =>
  explained(new Failure(kind, 'x', details), request, now).details.hint ?? '';
const notFound = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });

describe('what to do', () => {
  it('when the default host does not resolve: the sandbox works', () => {
    expect(hint('network', { cause: notFound, hint: 'Check the address.' }, ask('GET', 'https://api.boltcall.org/v1/agents'))).toMatch(
      /may not be up.*--sandbox/,
    );
    expect(hint('network', { cause: notFound, hint: 'Check the address.' }, ask('GET', 'https://api.example.com/v1/agents'))).toBe(
      'Check the address.',
    );
  });

  it('when a permission is missing: which one, and what a trial has not', () => {
    expect(hint('forbidden', { status: 403 }, ask('GET', 'https://h/v1/calls'))).toMatch(/: read .*separate permissions/);
    expect(hint('forbidden', { status: 403 }, ask('POST', 'https://h/v1/leads'))).toMatch(/: write /);
    expect(hint('forbidden', { status: 403 }, ask('POST', 'https://h/v1/webhooks'))).toMatch(/trials have no webhooks.*--sandbox.*trigger/);
    expect(hint('forbidden', { code: 'read_only' }, ask('POST', 'https://h/v1/webhooks'))).toBe('');
  });

  it('when something to delete is not there: an earlier try may have removed it', () => {
    expect(hint('not-found', { status: 404 }, ask('DELETE', 'https://h/v1/agents/a'))).toMatch(/earlier attempt/);
    expect(hint('not-found', { status: 404 }, ask('GET', 'https://h/v1/calls/a'))).toBe('');
  });

  it('when the service says when to come back', () => {
    expect(hint('rate-limited', { status: 429, retryAfter: 3600 }, ask('GET', 'https://h/v1/calls'))).toBe('Retry in 1h (at 2026-03-01T13:00:00Z).');
    expect(hint('rate-limited', { status: 429, retryAfter: 31_536_000 }, ask('GET', 'https://h/v1/calls'))).toBe(
      'Retry in 365d (at 2027-03-01T12:00:00Z).',
    );
    expect(hint('bad-answer', { status: 503, retryAfter: 60 }, ask('GET', 'https://h/v1/calls'))).toBe('Retry in 60 s (at 2026-03-01T12:01:00Z).');
  });

  it('not when to come back, where that is now', () => {
    expect(hint('rate-limited', { status: 429, retryAfter: 0 }, ask('GET', 'https://h/v1/calls'))).toBe('Try again later.');
  });

  it('without the key, of whatever form it is, where the service repeats it', () => {
    const found = explained(
      new Failure('invalid', 'not with odd+key/1', { raw: '{"x":"odd+key/1"}' }),
      ask('GET', 'https://h/?a=odd%2Bkey%2F1'),
      now,
      ['odd+key/1'],
    );
    expect([found.message, found.details.raw, found.details.url]).toEqual(['not with [hidden]', '{"x":"[hidden]"}', 'https://h/?a=[hidden]']);
  });

  it('names the request, without what is secret in its address', () => {
    const { details } = explained(new Failure('invalid', 'x'), ask('POST', 'https://h/v1/x?api_key=abc123&limit=5'), now);
    expect(details).toMatchObject({ method: 'POST', url: 'https://h/v1/x?api_key=[hidden]&limit=5' });
  });
});
