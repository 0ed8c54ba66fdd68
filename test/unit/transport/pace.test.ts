import { describe, expect, it } from 'vitest';
import { limiter, plans } from '../../../src/sandbox/http/rate-limit.ts';
import { pace } from '../../../src/transport/pace.ts';
import { retry } from '../../../src/transport/retry.ts';
import type { Request, Response, Transport } from '../../../src/transport/transport.ts';

async function* nothing(): AsyncIterable<Uint8Array> {}

const request: Request = { method: 'POST', url: new URL('https://api.example.com/v1/leads'), headers: [], effect: 'ordinary' };

/** A clock (ms) that moves only while everyone is asleep; the sleeper with the earliest time wakes first. */
const makeClock = (start: number) => {
  let now = start;
  const sleepers: Array<{ at: number; wake: () => void }> = [];
  const sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      sleepers.push({ at: now + ms, wake });
    });
  /** Runs until `done` settles. */
  const run = async (done: Promise<unknown>): Promise<void> => {
    let over = false;
    const end = done.finally(() => {
      over = true;
    });
    while (!over) {
      // Lets everything run that does not need time to pass.
      await new Promise((resolve) => setImmediate(resolve));
      sleepers.sort((a, b) => a.at - b.at);
      const next = sleepers.shift();
      if (!next) continue;
      now = Math.max(now, next.at);
      next.wake();
    }
    await end;
  };
  return { now: () => now, sleep, run };
};

/** Sends `count` requests, `atOnce` at a time, to a service that enforces a plan, and returns what the service saw. Times are in ms. */
const measure = async (plan: keyof typeof plans, count: number, atOnce: number, latency: number, start: number, skew = 0) => {
  const clock = makeClock(start);
  const take = limiter(plans[plan]);
  let [taken, refused] = [0, 0];
  const service: Transport = async (): Promise<Response> => {
    await clock.sleep(latency / 2);
    const now = clock.now() + skew;
    const allowance = take('key', now);
    if (allowance.taken) taken += 1;
    else refused += 1;
    await clock.sleep(latency / 2);
    const headers = Object.entries({
      date: new Date(now).toUTCString(),
      'x-ratelimit-limit': `${allowance.limit}`,
      'x-ratelimit-remaining': `${allowance.remaining}`,
      'x-ratelimit-reset': `${allowance.reset}`,
    });
    return { status: allowance.taken ? 201 : 429, headers, body: nothing() };
  };
  const client = retry(pace(service, clock), { maxRetries: 3, ...clock, random: () => 0.5 });
  let left = count;
  const work = async (): Promise<void> => {
    while (left-- > 0) expect((await client(request)).status).toBe(201);
  };
  await clock.run(Promise.all(Array.from({ length: atOnce }, work)));
  const minutes = (clock.now() - start) / 60_000;
  return { share: taken / (plans[plan].rate * minutes), refused: refused / (taken + refused), minutes };
};

describe('pace', () => {
  const starts = [1_750_000_000_000, 1_750_000_000_437, 1_750_000_000_999];
  const cases = [
    ['starter', 600, 1, 30],
    ['starter', 600, 8, 150],
    ['pro', 3000, 1, 30],
    ['pro', 3000, 8, 150],
    ['elite', 10_000, 4, 10],
    ['elite', 10_000, 16, 150],
  ] as const;
  it.each(cases)('uses a %s plan to its limit: %i requests, %i at once, %i ms each', async (plan, count, atOnce, latency) => {
    for (const start of starts) {
      const seen = await measure(plan, count, atOnce, latency, start);
      expect(seen.share, JSON.stringify(seen)).toBeGreaterThanOrEqual(0.95);
      expect(seen.refused, JSON.stringify(seen)).toBeLessThan(0.01);
    }
  });

  it.each([-3_600_000, 3_600_000])("goes by the service's clock where this one is %i ms off", async (skew) => {
    const seen = await measure('starter', 300, 2, 50, 1_750_000_000_437, skew);
    expect(seen.share, JSON.stringify(seen)).toBeGreaterThanOrEqual(0.95);
    expect(seen.refused, JSON.stringify(seen)).toBeLessThan(0.01);
  });

  it('does not hold back a few requests', async () => {
    const seen = await measure('starter', 9, 1, 20, 1_750_000_000_000);
    expect(seen.minutes * 60_000).toBeLessThan(500);
  });

  it('holds nothing back without the headers', async () => {
    const clock = makeClock(0);
    let count = 0;
    const client = pace(async () => {
      count += 1;
      return { status: 200, headers: [], body: nothing() };
    }, clock);
    await clock.run(Promise.all(Array.from({ length: 500 }, () => client(request))));
    expect(count).toBe(500);
    expect(clock.now()).toBe(0);
  });

  it('sends nothing after a 429 until its time is over, however many are to go out', async () => {
    const clock = makeClock(1_750_000_000_000);
    const sent: number[] = [];
    const client = pace(async () => {
      sent.push(clock.now() - 1_750_000_000_000);
      const first = sent.length === 1;
      return { status: first ? 429 : 201, headers: first ? [['retry-after', '7']] : [], body: nothing() };
    }, clock);
    await clock.run(Promise.all(Array.from({ length: 4 }, () => client(request))));
    expect(sent).toEqual([0, 7_000, 7_000, 7_000]);
  });

  it('ends a wait by the signal', async () => {
    const clock = makeClock(1_750_000_000_000);
    const abort = new AbortController();
    const headers = [
      ['x-ratelimit-limit', '60'],
      ['x-ratelimit-remaining', '0'],
      ['x-ratelimit-reset', '60'],
    ] as const;
    const client = pace(async () => ({ status: 200, headers, body: nothing() }), {
      ...clock,
      sleep: async () => abort.abort(new Error('Ctrl-C')),
    });
    await client(request);
    await expect(client({ ...request, signal: abort.signal })).rejects.toMatchObject({ kind: 'interrupted', details: { sent: 'no' } });
  });
});
