import { expect, test } from 'vitest';
import { parseTarget } from '../../../../src/values/target.ts';
import type { Attempt, Delivery } from '../../../../src/webhooks/delivery.ts';
import { createAttempts } from '../../../../src/webhooks/forward/attempts.ts';
import { untried } from '../../../../src/webhooks/forward/repeats.ts';
import { stillWorld } from '../../../support/tunnels/world.ts';

const target = parseTarget('localhost:3000', '--forward-to');
const delivery = (size: number): Delivery => ({
  id: 'dlv_1',
  receivedAt: 0,
  method: 'POST',
  path: '/',
  headers: [],
  body: Buffer.alloc(size),
  verified: true,
});

/** Sends deliveries of these sizes (bytes) to a target that always fails; returns, for each attempt, whether it will be retried. */
const job = async (sizes: readonly number[], mostResting: { readonly jobs: number; readonly bytes: number }): Promise<boolean[]> => {
  const again: boolean[] = [];
  const failed = (attempt: number): Attempt => ({ target: target.text, attempt, at: 0, ms: 1, status: 500 });
  const attempts = createAttempts({
    world: stillWorld(),
    forwarder: { send: async (_delivery, _target, _changes, attempt) => failed(attempt), close: async () => {} },
    recorder: {
      arrived: () => {},
      attempted: (_delivery, _target, _attempt, _replay, retryIn) => again.push(retryIn !== undefined),
      answered: () => {},
      settled: () => {},
      flush: () => {},
    },
    retries: 3,
    during: (work) => work(),
    mostResting,
  });
  for (const size of sizes) {
    await new Promise((first) =>
      attempts.start({
        delivery: delivery(size),
        standing: untried(target),
        changes: { extra: [] },
        answered: Promise.resolve(),
        replay: false,
        first,
      }),
    );
  }
  attempts.stop();
  return again;
};

test('of the deliveries that a target does not take only so many wait for a repeat', async () => {
  expect(await job([1, 1, 1, 1], { jobs: 2, bytes: 100 })).toEqual([true, true, false, false]);
});

test('and only so many bytes of them', async () => {
  expect(await job([60, 60, 40, 1], { jobs: 10, bytes: 100 })).toEqual([true, false, true, false]);
});
