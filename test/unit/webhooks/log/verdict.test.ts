import { describe, expect, test } from 'vitest';
import { failedIds, hasFailed, type Judged, lastStatus, openAttempts } from '../../../../src/webhooks/log/verdict.ts';

/** Returns a delivery with attempts of 5 ms, one second apart unless a time is given. */
const tries = (...list: Array<{ to: string; status?: number; replay?: true; at?: number }>): Judged => ({
  receivedAt: 0,
  attempts: list.map(({ to, status, replay, at }, index) => ({ target: to, at: at ?? index * 1_000, ms: 5, status, replay: replay === true })),
});
const now = 1;

describe('a delivery has failed', () => {
  test('while the newest attempt for some target is not a 2xx, 4xx included', () => {
    expect(hasFailed(tries({ to: 'a', status: 500 }, { to: 'a', status: 200 }), now)).toBe(false);
    expect(hasFailed(tries({ to: 'a', status: 200 }, { to: 'a', status: 500 }), now)).toBe(true);
    expect(hasFailed(tries({ to: 'a', status: 404 }), now)).toBe(true);
    expect(hasFailed(tries({ to: 'a', status: 302 }), now)).toBe(true);
    expect(hasFailed(tries({ to: 'a', status: 200 }, { to: 'b' }), now)).toBe(true);
    expect(openAttempts(tries({ to: 'a', status: 200 }, { to: 'b', status: 422 }).attempts).map(({ target }) => target)).toEqual(['b']);
  });

  test('until a later replay succeeds, at another target too', () => {
    expect(hasFailed(tries({ to: 'a', status: 404 }, { to: 'c', status: 200, replay: true }), now)).toBe(false);
    expect(hasFailed(tries({ to: 'a', status: 404 }, { to: 'a', status: 500, replay: true }), now)).toBe(true);
    expect(hasFailed(tries({ to: 'a', status: 404 }, { to: 'a', status: 200, replay: true }, { to: 'a', status: 500, replay: true }), now)).toBe(
      true,
    );
  });

  test('where one replay went to two targets at once and one of them failed, in whatever order they ended', () => {
    const [bad, good] = [{ to: 'b', status: 500, replay: true, at: 100 } as const, { to: 'a', status: 200, replay: true, at: 101 } as const];
    expect(hasFailed(tries(bad, good), now)).toBe(true);
    expect(hasFailed(tries(good, bad), now)).toBe(true);
  });

  test('where no target had it, if its sender was told so, or nothing in 15 s', () => {
    expect(hasFailed({ receivedAt: 0, attempts: [], answered: 503 }, now)).toBe(true);
    expect(hasFailed({ receivedAt: 0, attempts: [], answered: 200 }, now)).toBe(false);
    expect(hasFailed({ receivedAt: 0, attempts: [] }, now)).toBe(false);
    expect(hasFailed({ receivedAt: 0, attempts: [] }, 60_000)).toBe(true);
    // A duplicate that was not forwarded has no verdict of its own.
    expect(hasFailed({ receivedAt: 0, attempts: [], answered: 500, repeatOf: 'x' }, now)).toBe(false);
  });
});

test('a redelivery is one more attempt at the same delivery: its success makes good, its failure counts once', () => {
  const first = { ...tries({ to: 'a', status: 500, at: 0 }), id: 'one' };
  const again = (status: number, id = 'two', repeatOf = 'one') => ({ ...tries({ to: 'a', status, at: 5_000 }), id, repeatOf });
  expect([...failedIds([first], now)]).toEqual(['one']);
  expect([...failedIds([first, again(200)], now)]).toEqual([]);
  expect([...failedIds([first, again(500)], now)]).toEqual(['one']);
  // Also for a chain of redeliveries, and when the first delivery is no longer in the log.
  expect([...failedIds([first, again(500), { ...again(200, 'three', 'two'), receivedAt: 9 }], now)]).toEqual([]);
  expect([...failedIds([again(500)], now)]).toEqual(['two']);
});

test('the last status is that of the newest attempt, or why there was none, or what the sender was answered', () => {
  expect(lastStatus({ attempts: [{ status: 500 }, { status: 200 }] })).toBe(200);
  expect(lastStatus({ attempts: [{ error: 'no answer within 30 s' }] })).toBe('no answer within 30 s');
  expect(lastStatus({ attempts: [], answered: 503 })).toBe(503);
});
