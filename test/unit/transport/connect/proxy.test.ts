import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopback, isPrivate } from '../../../../src/transport/addresses.ts';
import { refusal } from '../../../../src/transport/auth.ts';
import { authorization, bypasses, proxyFor, shown } from '../../../../src/transport/connect/proxy.ts';

const https = new URL('https://api.boltcall.org/v1/agents');
const http = new URL('http://api.boltcall.org:8080/v1/agents');

describe('proxyFor', () => {
  it.each([
    [{ HTTPS_PROXY: 'http://p:1' }, https, 'p:1 (HTTPS_PROXY)'],
    [{ https_proxy: 'http://p:2', HTTPS_PROXY: 'http://p:1' }, https, 'p:2 (https_proxy)'],
    [{ HTTP_PROXY: 'http://p:3' }, http, 'p:3 (HTTP_PROXY)'],
    [{ ALL_PROXY: 'socks5://p' }, https, 'p:1080 (ALL_PROXY)'],
    [{ all_proxy: 'p:4' }, http, 'p:4 (all_proxy)'],
    [{ HTTPS_PROXY: '', ALL_PROXY: 'http://p:5' }, https, 'p:5 (ALL_PROXY)'],
    [{ HTTPS_PROXY: 'https://user:pass@p' }, https, 'p:443 (HTTPS_PROXY)'],
    [{ HTTPS_PROXY: 'http://[::1]:8888' }, https, '[::1]:8888 (HTTPS_PROXY)'],
  ])('%j → %s: %s', (env, url, name) => {
    const proxy = proxyFor(env, url);
    expect(proxy && shown(proxy)).toBe(name);
  });

  it.each([
    [{}, https],
    [{ HTTP_PROXY: 'http://p:1' }, https],
    [{ HTTPS_PROXY: 'http://p:1' }, http],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, https],
    [{ HTTPS_PROXY: 'http://p:1', no_proxy: 'boltcall.org' }, https],
    [{ ALL_PROXY: 'http://p:1' }, new URL('https://localhost:1/')],
    [{ ALL_PROXY: 'http://p:1' }, new URL('http://127.0.0.2:1/')],
    [{ ALL_PROXY: 'http://p:1' }, new URL('http://[::1]:1/')],
    [{ ALL_PROXY: 'http://p:1' }, new URL('http://[::ffff:127.0.0.1]:1/')],
  ])('none: %j → %s', (env, url) => {
    expect(proxyFor(env, url)).toBeUndefined();
  });

  it.each([{ HTTPS_PROXY: 'http://:secret@' }, { HTTPS_PROXY: 'ftp://user:secret@p' }])('refuses %j without repeating it', (env) => {
    expect(() => proxyFor(env, https)).toThrow(/^HTTPS_PROXY (?!.*secret)/);
  });

  it('sends user name and password decoded, and never shows them', () => {
    const proxy = proxyFor({ HTTPS_PROXY: 'http://us%40er:p%3Ass@proxy:3128' }, https);
    expect(proxy && authorization(proxy.url)).toBe(`Basic ${Buffer.from('us@er:p:ss').toString('base64')}`);
    expect(proxy && shown(proxy)).toBe('proxy:3128 (HTTPS_PROXY)');
  });
});

describe('bypasses', () => {
  it.each([
    ['api.boltcall.org', https, true],
    ['.boltcall.org', https, true],
    ['boltcall.org', https, true],
    ['*.boltcall.org', https, true],
    ['BOLTCALL.ORG', https, true],
    ['api.boltcall.org:443', https, true],
    ['api.boltcall.org:8443', https, false],
    ['boltcall.org:8080', http, true],
    ['call.org', https, false],
    ['a, b boltcall.org\tc', https, true],
    ['localhost,127.0.0.1', https, false],
    ['', https, false],
    ['[fd00::1]:8080', new URL('http://[fd00::1]:8080/'), true],
    ['fd00::1', new URL('http://[fd00::1]/'), true],
    ['10.0.0.5', new URL('http://10.0.0.5/'), true],
    ['x, 10.0.0.0/8', new URL('http://10.9.8.7/'), true],
    ['10.9.8.7/32', new URL('http://10.9.8.7/'), true],
    ['11.0.0.0/8', new URL('http://10.9.8.7/'), false],
    ['fd00::/8', new URL('http://[fd00::1]:8080/'), true],
    ['10.0.0.0/33', new URL('http://10.9.8.7/'), false],
    ['10.0.0.0/', new URL('http://10.9.8.7/'), false],
    ['10.0.0.0/8', https, false],
  ])('%s: %s %s', (list, url, expected) => {
    expect(bypasses(list, url)).toBe(expected);
  });

  it('reads any list', () => {
    fc.assert(
      fc.property(fc.string(), fc.webUrl(), (list, url) => {
        expect(typeof bypasses(list, new URL(url))).toBe('boolean');
      }),
    );
  });
});

describe('addresses', () => {
  it.each(['localhost', 'app.localhost', '127.0.0.1', '127.9.9.9', '::1', '::ffff:7f00:1', '0.0.0.0', '::'])('%s is this machine', (host) => {
    expect(isLoopback(host)).toBe(true);
  });
  it.each(['localhost.example.com', '128.0.0.1', '127.evil.com', '::2'])('%s is not', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
  it.each(['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.1.1', 'fd12::1', 'fe80::1', '::ffff:c0a8:101'])(
    '%s is private',
    (host) => {
      expect(isPrivate(host)).toBe(true);
    },
  );
  it.each(['172.15.0.1', '172.32.0.1', '11.0.0.1', '192.169.0.1', '2001:db8::1', '10.evil.com', 'fd.example.com'])('%s is not', (host) => {
    expect(isPrivate(host)).toBe(false);
  });
});

describe('where a key may go', () => {
  it.each([
    ['https://api.boltcall.org/v1', 'sk_live_x', true],
    ['http://localhost:4010/v1', 'sk_live_x', true],
    ['http://192.168.1.5:4010/v1', 'sk_test_x', true],
    ['http://192.168.1.5:4010/v1', 'sk_live_x', false],
    ['http://192.168.1.5:4010/v1', 'bc_x', false],
    ['http://api.boltcall.org/v1', 'sk_test_x', false],
    ['http://8.8.8.8/v1', 'sk_test_x', false],
    ['ftp://localhost/v1', 'sk_test_x', false],
  ])('%s with %s: %s', (url, key, fine) => {
    const reason = refusal(new URL(url), key);
    expect(reason === undefined).toBe(fine);
    expect(reason ?? '').not.toContain(key);
  });
});
