import { describe, expect, test } from 'vitest';
import { parseTarget } from '../../../../src/values/target.ts';
import { createDeliveries, type DeliveriesOptions } from '../../../../src/webhooks/forward/deliveries.ts';
import { noLog } from '../../../../src/webhooks/log/log.ts';
import type { Arrival, SessionEvent } from '../../../../src/webhooks/session-event.ts';
import { eventually } from '../../../support/eventually.ts';
import { stillWorld } from '../../../support/tunnels/world.ts';

const [a, b] = [parseTarget('localhost:3000', '-f'), parseTarget('localhost:3001', '-f')];

/** Processes deliveries to targets whose responses the test gives. Nothing waits in real time. */
const start = (options: Partial<DeliveriesOptions> = {}) => {
  const events: SessionEvent[] = [];
  const sent: Array<{ readonly to: string; readonly replay: boolean; respond(status: number | undefined): void }> = [];
  let late = (): void => {};
  let forwarded = 0;
  // Without chance, the pause before the first retry is known.
  const world = {
    ...stillWorld(),
    random: (bytes: number) => Buffer.alloc(bytes),
    after: (_: number, work: () => void) => {
      late = work;
      return () => {};
    },
  };
  let time = world.now();
  const deliveries = createDeliveries({
    world,
    forwarder: {
      send: (_delivery, target, changes, attempt) =>
        new Promise((resolve) => {
          // No two attempts begin at the same time.
          time += 10;
          const at = time;
          const respond = (status: number | undefined): void =>
            resolve({ target: target.text, attempt, at, ms: 1, ...(status === undefined ? { fault: 'refused' } : { status }) });
          sent.push({ to: target === a ? 'a' : 'b', replay: changes.extra.length > 0, respond });
        }),
      close: async () => {},
    },
    route: () => [a],
    routed: false,
    targets: [a, b],
    answer: 'target',
    duplicates: 'skip',
    retries: 0,
    extra: [],
    resignWith: () => undefined,
    log: noLog,
    emit: (event) => void events.push(event),
    around: { container: false, wsl: false },
    onForwarded: () => {
      forwarded += 1;
    },
    ...options,
  });
  const requests = (count: number) => eventually(`${count} requests`, () => sent.length >= count && sent);
  return {
    deliveries,
    world,
    /** Resolves with the status that the sender gets. */
    deliver: async (body = '{}'): Promise<number> => {
      const incoming = { method: 'POST', path: '/', headers: [], body: Buffer.from(body) };
      const accepted = deliveries.accept({ incoming, verified: true, digest: body });
      return accepted instanceof Promise ? accepted : accepted.status;
    },
    /** Gives these responses to the requests from number `from` on, in order. */
    respond: async (from: number, ...statuses: ReadonlyArray<number | undefined>): Promise<void> => {
      const all = await requests(from + statuses.length);
      for (const [at, status] of statuses.entries()) all[from + at]?.respond(status);
    },
    requests,
    targets: (): string => sent.map(({ to }) => to).join(''),
    /** Ends the time within which the service has to get an answer. */
    tooLate: () => late(),
    rows: (): Array<[Arrival['repeat'], number]> =>
      events.flatMap((event) => (event.type === 'event' ? [[event.repeat, event.routedTo.length] as [Arrival['repeat'], number]] : [])),
    ids: () => events.flatMap((event) => (event.type === 'event' ? [event.id] : [])),
    forwarded: () => forwarded,
  };
};

describe('the same bytes again', () => {
  test('go only to the target that failed, and once it has them to none', async () => {
    const all = start({ route: () => [a, b] });
    const first = all.deliver();
    await all.respond(0, 202, 500);
    expect(await first).toBe(500);
    expect(all.deliveries.counts().failed).toBe(1);
    const again = all.deliver();
    await all.respond(2, undefined);
    expect(await again).toBe(502);
    expect(all.deliveries.counts().failed).toBe(1);
    const third = all.deliver();
    await all.respond(3, 200);
    expect(await third).toBe(202);
    expect(await all.deliver()).toBe(202);
    expect(all.targets()).toBe('abbb');
    expect(all.deliveries.counts().failed).toBe(0);
    expect(all.deliveries.again('failed')).toBe(false);
    expect(all.forwarded()).toBe(1);
    expect(all.rows()).toEqual([
      [false, 2],
      ['redelivery', 1],
      ['redelivery', 1],
      ['skipped', 0],
    ]);
  });

  test('wait for the first while it is in flight, a burst of them too, and get its answer', async () => {
    const all = start();
    const burst = Array.from({ length: 50 }, () => all.deliver());
    await all.respond(0, 422);
    expect(new Set(await Promise.all(burst))).toEqual(new Set([422]));
    // A 4xx is a failure: the next of them is forwarded, and the rest wait for it.
    const next = Array.from({ length: 50 }, () => all.deliver());
    await all.respond(1, 201);
    expect(new Set(await Promise.all(next))).toEqual(new Set([201]));
    expect(all.targets()).toBe('aa');
    // The app had it twice, but it is one delivery for --count.
    expect(all.forwarded()).toBe(1);
  });

  test('go to a target that failed while another one still works, and get the worst of both', async () => {
    const all = start({ route: () => [a, b] });
    const first = all.deliver();
    await all.respond(0, 503);
    await eventually('the failure of a', () => all.deliveries.counts().failed === 1);
    const again = all.deliver();
    await all.respond(2, 200);
    await eventually('the success of a', () => all.deliveries.counts().failed === 0);
    await all.respond(1, 404);
    expect([await first, await again]).toEqual([503, 404]);
    expect(all.targets()).toBe('aba');
  });

  test('are skipped while a retry waits, and get the newest status known', async () => {
    const all = start({ retries: 3 });
    const first = all.deliver();
    await all.respond(0, 503);
    expect(await first).toBe(503);
    expect(await all.deliver()).toBe(503);
    await all.world.pass(500);
    await all.requests(2);
    expect(await all.deliver()).toBe(503);
    await all.respond(1, 200);
    await eventually('the retry', () => all.deliveries.counts().failed === 0);
    expect(await all.deliver()).toBe(200);
    expect(all.targets()).toBe('aa');
  });

  test('are skipped while a replay is in flight, and get its status', async () => {
    const all = start();
    const first = all.deliver();
    await all.respond(0, 500);
    expect(await first).toBe(500);
    expect(all.deliveries.again('failed')).toBe(true);
    await all.requests(2);
    expect(await all.deliver()).toBe(500);
    await all.respond(1, 204);
    await eventually('the replay', () => all.deliveries.counts().failed === 0);
    expect(await all.deliver()).toBe(204);
    // A replay that fails makes the delivery failed, but the app has had it.
    expect(all.deliveries.again('last')).toBe(true);
    await all.respond(2, 500);
    await eventually('the other replay', () => all.deliveries.counts().failed === 1);
    expect(await all.deliver()).toBe(204);
    expect(all.targets()).toBe('aaa');
  });

  test('know of replays by another process, of a repeat too', async () => {
    const all = start();
    const first = all.deliver();
    await all.respond(0, 500);
    expect(await first).toBe(500);
    const again = all.deliver();
    await all.respond(1, 404);
    expect(await again).toBe(404);
    const [, repeat = ''] = all.ids();
    all.deliveries.replayed(repeat, { target: a.text, attempt: 1, at: all.world.now() + 1_000, ms: 1, status: 200 });
    expect(all.deliveries.counts()).toMatchObject({ ok: 1, failed: 0, duplicates: 0 });
    expect(await all.deliver()).toBe(200);
    expect(all.deliveries.counts()).toMatchObject({ ok: 1, failed: 0, duplicates: 1 });
    expect(all.targets()).toBe('aa');
  });

  test('get the late answer of an app that was too slow for the service', async () => {
    const all = start();
    const first = all.deliver();
    await all.requests(1);
    all.tooLate();
    expect(await first).toBe(504);
    expect(await all.deliver()).toBe(504);
    await all.respond(0, 201);
    await eventually('the late answer', () => all.forwarded() === 1);
    expect(await all.deliver()).toBe(201);
    expect(all.targets()).toBe('a');
  });

  test('with --answer now are answered at once, and forwarded all the same if the first failed', async () => {
    const all = start({ answer: 'now' });
    expect(await all.deliver()).toBe(200);
    expect(await all.deliver()).toBe(200);
    await all.respond(0, 500);
    await eventually('the failure', () => all.deliveries.counts().failed === 1);
    expect(await all.deliver()).toBe(200);
    await all.respond(1, 200);
    await eventually('the success', () => all.deliveries.counts().failed === 0);
    expect(all.targets()).toBe('aa');
  });

  test('with --duplicates forward always go to all targets, and each gets its own answer', async () => {
    const all = start({ duplicates: 'forward', route: () => [a, b] });
    const [first, second] = [all.deliver(), all.deliver()];
    await all.respond(0, 200, 500, 200, 404);
    expect([await first, await second]).toEqual([500, 404]);
    expect(all.deliveries.counts().failed).toBe(1);
    const third = all.deliver();
    await all.respond(4, 200, 200);
    expect(await third).toBe(200);
    expect(all.targets()).toBe('ababab');
    expect(all.rows()).toEqual([
      [false, 2],
      ['forwarded', 2],
      ['redelivery', 2],
    ]);
    // Their failures are one failure, which the third made good.
    expect(all.deliveries.counts().failed).toBe(0);
  });

  test('are skipped where the first went nowhere', async () => {
    const unrouted = start({ route: () => [] });
    expect([await unrouted.deliver(), await unrouted.deliver()]).toEqual([200, 200]);
    expect(unrouted.rows()).toEqual([
      [false, 0],
      ['skipped', 0],
    ]);
    const shown = start({ route: () => [], targets: [] });
    expect([await shown.deliver(), await shown.deliver()]).toEqual([200, 200]);
    expect(shown.forwarded()).toBe(1);
    const filtered = start({ wants: () => false });
    expect([await filtered.deliver(), await filtered.deliver()]).toEqual([200, 200]);
    expect([filtered.rows(), filtered.targets(), filtered.deliveries.counts().filtered]).toEqual([[], '', 2]);
  });

  test('are new after ten minutes', async () => {
    let now = 1_000_000;
    const all = start({ world: { ...stillWorld(), now: () => now } });
    const first = all.deliver();
    await all.respond(0, 200);
    expect(await first).toBe(200);
    now += 600_001;
    const second = all.deliver();
    await all.respond(1, 201);
    expect(await second).toBe(201);
    expect(all.rows().map(([repeat]) => repeat)).toEqual([false, false]);
  });
});
