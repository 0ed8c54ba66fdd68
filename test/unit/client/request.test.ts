import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { below, preview, rawRequest, rawUrl } from '../../../src/client/request.ts';
import { checkCommand, checkRaw, outcomeUnknown } from '../../../src/client/unknown.ts';
import { Failure } from '../../../src/errors.ts';
import { resources } from '../../../src/resources/index.ts';
import type { Operation } from '../../../src/resources/resource.ts';

const base = new URL('https://api.example.com/v1');
const operation = (noun: string, verb: string): Operation => {
  const found = resources[noun]?.operations[verb];
  if (!found) throw new Error(`${noun} ${verb}`);
  return found;
};

describe('the request of an operation', () => {
  it('puts fields into the query of a GET', () => {
    const { method, url, body } = preview(operation('calls', 'list'), { agent_id: 'a&b', from: undefined, page: 2, limit: 50, unknown: 1 }, base);
    expect([method, url.href, body]).toEqual(['GET', 'https://api.example.com/v1/calls?agent_id=a%26b&page=2&limit=50', undefined]);
  });
  it('puts fields into the body of anything else', () => {
    const { method, url, body } = preview(operation('leads', 'create'), { name: 'Ana', tags: ['a', 'b'], phone: undefined, limit: 5 }, base);
    expect([method, url.href, body]).toEqual(['POST', 'https://api.example.com/v1/leads', { name: 'Ana', tags: ['a', 'b'] }]);
  });
  it('sends no body with a DELETE', () => {
    expect(preview(operation('webhooks', 'delete'), { webhook_id: 'wh_1' }, base)).toEqual({
      method: 'DELETE',
      url: new URL('https://api.example.com/v1/webhooks/wh_1'),
    });
  });
  it.each(['', '.', '..', undefined, {}, '\ud800'])('does not take %j for an id', (id) => {
    expect(() => preview(operation('calls', 'get'), { call_id: id }, base)).toThrow(Failure);
  });
  it('keeps any other id one segment of the path', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (id) => {
        fc.pre(id !== '.' && id !== '..');
        const { url } = preview(operation('calls', 'get'), { call_id: id }, base);
        expect(url.pathname.startsWith('/v1/calls/')).toBe(true);
        expect(decodeURIComponent(url.pathname.slice('/v1/calls/'.length))).toBe(id);
        expect(url.search + url.hash).toBe('');
      }),
    );
  });
  it.each(['https://h/v1', 'https://h/v1/', 'https://h/v1//'])('joins %s and a path with one slash', (text) => {
    expect(below(new URL(text), '/calls').href).toBe('https://h/v1/calls');
  });
});

describe('the address of a raw call', () => {
  it.each(['agents', '/agents', '/v1/agents', 'v1/agents', 'https://api.example.com/v1/agents'])('%s', (path) => {
    expect(rawUrl(path, base).href).toBe('https://api.example.com/v1/agents');
  });
  it.each([
    ['agents?limit=1', 'https://api.example.com/v1/agents?limit=1'],
    ['/v10/agents', 'https://api.example.com/v1/v10/agents'],
    ['https://api.example.com/other', 'https://api.example.com/other'],
    ['calls/a:b', 'https://api.example.com/v1/calls/a:b'],
  ])('%s', (path, href) => {
    expect(rawUrl(path, base).href).toBe(href);
  });
  it.each([
    'https://evil.example/v1/agents',
    'http://api.example.com/v1/agents',
    'https://api.example.com:8443/v1',
    'https://api.example.com@evil.example/',
    'https://u:p@api.example.com/v1',
  ])('refuses %s', (path) => {
    expect(() => rawUrl(path, base)).toThrow(Failure);
  });
  it('never leaves the origin', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.webPath(),
          fc.string().map((text) => `//${text}`),
          fc.string().map((text) => `/\\${text}`),
        ),
        (path) => {
          try {
            expect(rawUrl(path, base).origin).toBe(base.origin);
          } catch (error) {
            expect(error).toBeInstanceOf(Failure);
          }
        },
      ),
    );
  });
  it.each([
    ['Authorization', 'Bearer x'],
    ['host', 'evil.example'],
    ['Content-Length', '5'],
    ['bad name', 'x'],
    ['X-A', 'a\r\nX-B: c'],
    ['X-A', '✓'],
  ])('refuses the header %s: %j', (name, value) => {
    expect(() => rawRequest({ method: 'GET', path: 'agents', effect: 'none', headers: [[name, value]] }, base, 'boltcall/1')).toThrow(Failure);
  });
  it('lets a header of the user win over ours', () => {
    const { headers } = rawRequest(
      { method: 'POST', path: 'x', effect: 'ordinary', body: 'a', headers: [['Content-Type', 'text/plain']] },
      base,
      'boltcall/1',
    );
    expect(headers.filter(([name]) => name.toLowerCase() === 'content-type')).toEqual([['Content-Type', 'text/plain']]);
  });
});

describe('an unknown outcome', () => {
  const began = Date.parse('2026-03-01T12:00:00Z');
  it.each([
    [
      'calls',
      'outbound',
      { agent_id: 'agent_1', to: '+14155550133' },
      'boltcall calls list --agent-id agent_1 --direction outbound --from 2026-03-01T11:55:00Z',
    ],
    ['messages', 'sms', { to: '+14155550133', body: 'x' }, 'boltcall messages list --channel sms'],
    ['messages', 'whatsapp', { to: '+14155550133', template: 't' }, 'boltcall messages list --channel whatsapp'],
    ['leads', 'create', { name: 'Ana', source: "Ana's list" }, "boltcall leads list --source 'Ana'\\''s list'"],
    ['agents', 'create', { name: 'Ana' }, 'boltcall agents list'],
    ['leads', 'create', { name: 'Ana', source: '-x' }, 'boltcall leads list --source=-x'],
    ['agents', 'update', { agent_id: 'agent_1', status: 'paused' }, 'boltcall agents get agent_1'],
    ['agents', 'delete', { agent_id: 'agent_1' }, 'boltcall agents get agent_1'],
    ['appointments', 'cancel', { appointment_id: 'apt_1' }, 'boltcall appointments get apt_1'],
    ['webhooks', 'create', { url: 'https://x', events: [] }, 'boltcall webhooks list'],
  ])('of %s %s is checked with a command', (noun, verb, input, command) => {
    expect(checkCommand(resources, operation(noun, verb), input, began)).toBe(command);
    expect(checkCommand(resources, operation(noun, verb), input, began, ['--sandbox'])).toBe(`${command} --sandbox`);
  });

  it('of an id that begins with a dash is checked as an id', () => {
    expect(checkCommand(resources, operation('agents', 'delete'), { agent_id: '-a' }, began, ['--sandbox'])).toBe(
      'boltcall agents get --sandbox -- -a',
    );
  });

  it.each([
    ['POST', '/v1/messages/sms', '{"to":"+14155550133","body":"x"}', 'boltcall messages list --channel sms'],
    [
      'POST',
      '/v1/calls/outbound/',
      '{"agent_id":"agent_1"}',
      'boltcall calls list --agent-id agent_1 --direction outbound --from 2026-03-01T11:55:00Z',
    ],
    ['DELETE', '/v1/agents/a%20b', undefined, "boltcall agents get 'a b'"],
    ['POST', '/v1/leads', 'not JSON', 'boltcall leads list'],
    ['POST', "/v1/it's;(new)&?x=1", '{}', "boltcall api '/v1/it'\\''s;(new)&'"],
    ['PUT', '/other', undefined, 'boltcall api /other'],
  ])('of a raw %s %s is checked with a command', (verb, to, body, command) => {
    const call = { method: verb, ...(body !== undefined && { body }) };
    expect(checkRaw(resources, call, new URL(to, base), base, began)).toBe(command);
  });

  const failure = (kind: 'network' | 'timeout' | 'bad-answer' | 'interrupted' | 'invalid' | 'rate-limited' | 'usage', details = {}): Failure =>
    new Failure(kind, 'x', details);
  it.each([
    [failure('network', { sent: 'perhaps' }), true],
    [failure('network', { sent: 'no' }), false],
    [failure('timeout', { sent: 'perhaps' }), true],
    [failure('timeout', { sent: 'no' }), false],
    [failure('interrupted', { sent: 'perhaps' }), true],
    [failure('interrupted', { sent: 'no' }), false],
    [failure('bad-answer', { status: 500 }), true],
    [failure('bad-answer', { status: 200 }), true],
    [failure('bad-answer', { status: 303 }), true],
    [failure('bad-answer', { status: 307 }), false],
    [failure('timeout', { status: 408 }), true],
    [failure('invalid', { status: 422 }), false],
    [failure('rate-limited', { status: 429 }), false],
    [failure('usage'), false],
  ])('%# follows from what is known', (given, unknown) => {
    expect(outcomeUnknown(given, 'ordinary')).toBe(unknown);
    expect(outcomeUnknown(given, 'none')).toBe(false);
  });
});
