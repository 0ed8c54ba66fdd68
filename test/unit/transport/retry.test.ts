import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { retry, waitFor } from '../../../src/transport/retry.ts';
import type { Effect, Request, Response } from '../../../src/transport/transport.ts';

async function* nothing(): AsyncIterable<Uint8Array> {}

const ask = (method: string, effect: Effect): Request => ({ method, effect, url: new URL('https://api.example.com/v1/calls'), headers: [] });
const get = ask('GET', 'none');
const post = ask('POST', 'reaches-a-person');
const answer = (status: number, headers: ReadonlyArray<readonly [string, string]> = []): { response: Response } => ({
  response: { status, headers, body: nothing() },
});
const failure = (kind: 'network' | 'timeout' | 'bad-answer', sent: 'no' | 'perhaps', lasting = false) => ({
  failure: new Failure(kind, 'x', { sent, ...(lasting && { lasting: true as const }) }),
});
const wait = (request: Request, outcome: Parameters<typeof waitFor>[1], attempt = 1): number | undefined =>
  waitFor(request, outcome, attempt, 1_750_000_000_000, 0.5)?.ms;

describe('what is sent again', () => {
  it.each([
    ['never sent', failure('network', 'no'), true, true],
    ['no connection in time', failure('timeout', 'no'), true, true],
    ['a certificate that is not trusted', failure('network', 'no', true), false, false],
    ['a broken connection', failure('network', 'perhaps'), true, false],
    ['a time-out', failure('timeout', 'perhaps'), true, false],
    ['an unreadable answer', failure('bad-answer', 'perhaps'), false, false],
    ['429', answer(429), true, true],
    ['500', answer(500), true, false],
    ['502', answer(502), true, false],
    ['503', answer(503), true, false],
    ['200', answer(200), false, false],
    ['408', answer(408), true, false],
    ['404', answer(404), false, false],
    ['401', answer(401), false, false],
  ])('%s', (_, outcome, read, change) => {
    expect(wait(get, outcome) !== undefined).toBe(read);
    for (const [method, effect] of [
      ['POST', 'reaches-a-person'],
      ['POST', 'ordinary'],
      ['PATCH', 'ordinary'],
      ['DELETE', 'final'],
    ] as const) {
      expect(wait(ask(method, effect), outcome) !== undefined).toBe(change);
    }
  });

  it('never repeats a GET that is declared to change something', () => {
    expect(wait(ask('GET', 'ordinary'), answer(500))).toBeUndefined();
  });
});

describe('how long is waited', () => {
  it.each([
    ['Retry-After in seconds', [['retry-after', '7']], 7_125],
    [
      'Retry-After wins over the reset',
      [
        ['retry-after', '3'],
        ['x-ratelimit-reset', '60'],
      ],
      3_125,
    ],
    ['the reset, seconds from now', [['x-ratelimit-reset', '60']], 60_125],
    ['the reset, Unix seconds', [['x-ratelimit-reset', '1750000010']], 10_125],
    ['the reset, Unix milliseconds', [['x-ratelimit-reset', '1750000010500']], 10_625],
    ['nothing said', [], 1_000],
  ] as const)('%s', (_, headers, ms) => {
    expect(wait(post, answer(429, headers))).toBe(ms);
  });

  it('doubles up to a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => wait(post, answer(429), attempt))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
  });

  it('is not told by a reset that is over', () => {
    expect(wait(post, answer(429, [['x-ratelimit-reset', '1749999000']]), 2)).toBe(2_000);
    expect(wait(post, answer(429, [['retry-after', '0']]), 2)).toBe(125);
  });

  it('is not waited where it is over two minutes', () => {
    expect(wait(get, answer(429, [['retry-after', '120']]))).toBe(120_125);
    expect(wait(get, answer(429, [['retry-after', '121']]))).toBeUndefined();
    expect(wait(get, answer(503, [['retry-after', '3600']]))).toBeUndefined();
  });
});

describe('retry', () => {
  const options = { maxRetries: 2, now: () => 0, sleep: async () => {}, random: () => 0 };

  it('gives up after so many and says how often it sent', async () => {
    let count = 0;
    const client = retry(async () => {
      count += 1;
      throw new Failure('network', 'gone', { sent: 'perhaps' });
    }, options);
    await expect(client(get)).rejects.toMatchObject({ details: { attempts: 3 } });
    expect(count).toBe(3);
  });

  it('says that it waits, and stops when told to', async () => {
    const abort = new AbortController();
    const waits: string[] = [];
    let count = 0;
    const client = retry(
      async () => {
        count += 1;
        return answer(429, [['retry-after', '30']]).response;
      },
      { ...options, onWait: (why, ms) => waits.push(`${why} ${ms}`), sleep: async () => abort.abort(new Failure('interrupted', 'interrupted')) },
    );
    await expect(client({ ...post, signal: abort.signal })).rejects.toMatchObject({ kind: 'interrupted' });
    expect(waits).toEqual(['rate limited 30000']);
    expect(count).toBe(1);
  });
});
