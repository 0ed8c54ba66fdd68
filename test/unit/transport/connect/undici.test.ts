import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** The undici internals in use, and what is used of each: an upgrade that changes one must fail here, not for a user. */
const used: Readonly<Record<string, (part: unknown) => void>> = {
  'undici/lib/dispatcher/pool.js': (Pool) => {
    expect(Pool).toBeTypeOf('function');
    const { prototype } = Pool as { prototype: Record<string, unknown> };
    expect([prototype['dispatch'], prototype['destroy']].map((one) => typeof one)).toEqual(['function', 'function']);
  },
  'undici/lib/api/api-request.js': (request) => {
    const { RequestHandler } = request as { RequestHandler: { prototype: object } };
    for (const name of ['onConnect', 'onHeaders', 'onData', 'onComplete', 'onError']) expect(RequestHandler.prototype).toHaveProperty(name);
  },
  'undici/lib/core/symbols.js': (symbols) => expect(symbols).toMatchObject({ kParser: expect.any(Symbol) }),
  'undici/lib/core/socks5-client.js': (parts) => {
    const { Socks5Client } = parts as { Socks5Client: { prototype: object } };
    for (const name of ['handshake', 'connect', 'on']) expect(Socks5Client.prototype).toHaveProperty(name);
  },
};

describe('the inner parts of undici', () => {
  test('that are used are those that are looked at here', () => {
    const src = fileURLToPath(new URL('../../../../src', import.meta.url));
    const texts = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
      .map((path) => readFileSync(`${src}/${path}`, 'utf8'));
    const named = texts.flatMap((text) => [...text.matchAll(/'(undici\/[^']+)'/g)].map(([, path = '']) => path));
    expect([...new Set(named)].sort()).toEqual(Object.keys(used).sort());
  });

  test.each(Object.entries(used))('%s is as it is used', async (path, look) => {
    const { default: part }: { default: unknown } = await import(path);
    expect(part).toBeDefined();
    look(part);
  });
});
