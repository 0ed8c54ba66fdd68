import { expect, test } from 'vitest';
import { worstStatus } from '../../../../src/webhooks/forward/answer-status.ts';

/** Returns what is found for this many attempts, with timers that the test controls. */
const finding = (tries: number) => {
  const told: Array<number | 'over'> = [];
  const timers: Array<{ ms: number; action: () => void }> = [];
  const after = (ms: number, action: () => void) => {
    const timer = { ms, action };
    timers.push(timer);
    return () => void timers.splice(timers.indexOf(timer), 1);
  };
  const one = worstStatus(
    { after },
    tries,
    (status) => told.push(status),
    () => told.push('over'),
  );
  const attempt = (status: number | undefined) => one({ target: 'x', attempt: 1, at: 0, ms: 1, ...(status === undefined ? {} : { status }) });
  return { told, timers, attempt };
};

test.each([
  [[200, 204, 201], 204],
  [[500, 200, 200], 500],
  [[200, 404, 200], 404],
  [[undefined, 200], 502],
])('of the first tries %j the sender gets the worst: %i', (statuses, worst) => {
  const { told, timers, attempt } = finding(statuses.length);
  for (const status of statuses) attempt(status);
  expect(told).toEqual([worst, 'over']);
  expect(timers).toEqual([]);
});

test('the sender, which gives up after 10 s, has its answer before: 504 where a target is not done by then', () => {
  const { told, timers, attempt } = finding(2);
  attempt(200);
  expect(timers.map(({ ms }) => ms)).toEqual([9_000]);
  timers[0]?.action();
  expect(told).toEqual([504]);
  attempt(200);
  expect(told).toEqual([504, 'over']);
});
