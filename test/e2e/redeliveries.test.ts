import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { gate } from '../support/gate.ts';
import { post, startListen, startService } from '../support/listen.ts';
import { boltcall, start } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { startServer } from '../support/server.ts';

const event = JSON.stringify({ event: 'call.completed', timestamp: '2026-01-01T00:00:00Z', data: { id: 'call_1', caller: '+14155550100' } });

test('the service’s redelivery reaches an app that answers 500, then 200, and not the target that had it', async () => {
  const sandbox = await sandboxHere();
  const [app, other] = await Promise.all([startServer([{ status: 500 }, { status: 200 }]), startServer()]);
  const args = ['listen', '--sandbox', '-f', String(app.port), '-f', String(other.port), '--retries', '0', '--event', 'lead.created'];
  const running = start(args, { home: sandbox.home });
  await running.until((_, stderr) => stderr.includes('ready:'));
  await boltcall(['leads', 'create', '--name', 'Ana Ruiz', '--phone', '+14155550133', '--sandbox'], { home: sandbox.home });
  const shown = await running.until((stdout) => stdout.includes('redelivery') && stdout);
  expect(
    shown
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t').toSpliced(6, 1).slice(4)),
  ).toEqual([
    [`http://localhost:${app.port}/ http://localhost:${other.port}/`, expect.stringMatching(/^(500 200|200 500)$/)],
    [`http://localhost:${app.port}/`, '200', 'redelivery after a failure'],
  ]);
  expect(app.requests[1]?.body.equals(app.requests[0]?.body ?? Buffer.alloc(0))).toBe(true);
  expect([app.requests.length, other.requests.length]).toEqual([2, 1]);
  // It is made good wherever failures are shown or replayed.
  const { stderr } = await running.stop();
  expect(stderr).toMatch(/removed\.\n1 ok\n$/);
  const failed = await boltcall(['webhooks', 'log', 'list', '--failed', '--json'], { home: sandbox.home });
  expect(JSON.parse(failed.stdout)).toEqual([]);
  const replayed = await boltcall(['webhooks', 'replay', '--failed', '-f', String(app.port)], { home: sandbox.home });
  expect(replayed.stderr).toContain('nothing was sent');
  const all = await boltcall(['webhooks', 'log', 'list', '--json'], { home: sandbox.home });
  const [second, first] = JSON.parse(all.stdout);
  expect(second).toMatchObject({ repeat_of: first.id, attempts: 1, last_status: 200 });
  // Equal bytes are replayed once.
  const dry = await boltcall(['webhooks', 'replay', '--last', '5', '-f', String(app.port), '--dry-run', '--json'], { home: sandbox.home });
  expect(JSON.parse(dry.stdout)).toMatchObject([{ id: first.id }]);
});

test('a duplicate of a delivery in flight waits for its answer; one that failed is counted and replayed once', async () => {
  const service = await startService();
  const { opened: held, open: release } = gate();
  const app = await startServer(async (_, number) => {
    if (number === 0) await held;
    return { status: number < 2 ? 422 : 200 };
  });
  const listening = await startListen(service, ['-f', String(app.port)]);
  const first = listening.deliver(event);
  await app.request(1);
  const second = listening.deliver(event);
  await listening.of('event', 2);
  release();
  expect([(await first).status, (await second).status]).toEqual([422, 422]);
  expect((await listening.deliver(event)).status).toBe(422);
  const events = await listening.of('event', 3);
  expect(events.map(({ repeat, routed_to: to }) => [repeat, to])).toEqual([
    [false, [`http://localhost:${app.port}/`]],
    [true, []],
    [true, [`http://localhost:${app.port}/`]],
  ]);
  expect(events.map(({ repeat_of: of }) => of)).toEqual([undefined, events[0]?.['id'], events[0]?.['id']]);
  const { stderr } = await listening.running.stop();
  expect(stderr).toMatch(/^1 failed · 1 duplicate\nResend what failed with `boltcall webhooks replay --failed`\.\n$/);
  const failed = JSON.parse((await boltcall(['webhooks', 'log', 'list', '--failed', '--json'], { home: listening.home })).stdout);
  expect(failed).toMatchObject([{ id: events[0]?.['id'] }]);
  const replayed = await boltcall(['webhooks', 'replay', '--failed', '-f', String(app.port), '--json'], { home: listening.home });
  expect(JSON.parse(replayed.stdout)).toMatchObject([{ id: events[0]?.['id'], status: 200 }]);
  expect(app.requests).toHaveLength(3);
  expect(JSON.parse((await boltcall(['webhooks', 'log', 'list', '--failed', '--json'], { home: listening.home })).stdout)).toEqual([]);
});

test('--duplicates forward sends the same bytes each time, and says so; --count counts them', async () => {
  const service = await startService();
  const app = await startServer();
  const args = ['listen', '-f', String(app.port), '--duplicates', 'forward', '--count', '2', '--no-log'];
  const running = start(args, { env: { ...service.env, BOLTCALL_WEBHOOK_SECRET: 'whsec_test' } });
  await running.until((_, stderr) => stderr.includes('ready:'));
  const [webhook] = service.webhooks.values();
  const deliver = async (): Promise<number> => (await post(webhook?.url ?? '', 'whsec_test', event)).status;
  expect([await deliver(), await deliver()]).toEqual([200, 200]);
  const { exitCode, stdout } = await running.ended;
  expect(exitCode).toBe(0);
  expect(stdout.split('\n').map((line) => line.split('\t')[7])).toEqual([undefined, 'duplicate, forwarded', undefined]);
  expect(app.requests).toHaveLength(2);
});

test('by default --count counts a delivery once, without a log too, and a restarted listener starts anew', async () => {
  const service = await startService();
  const app = await startServer([{ status: 404 }, { status: 200 }]);
  const listening = await startListen(service, ['-f', String(app.port), '--count', '2', '--no-log']);
  for (const status of [404, 200, 200]) expect((await listening.deliver(event)).status).toBe(status);
  expect(await listening.of('event', 3)).toHaveLength(3);
  expect((await listening.deliver(event.replace('call_1', 'call_2'))).status).toBe(200);
  expect((await listening.running.ended).exitCode).toBe(0);
  const again = await startListen(service, ['-f', String(app.port)], { home: listening.home });
  expect((await again.deliver(event)).status).toBe(200);
  await eventually('the delivery', () => app.requests.length === 4);
});
