import { expect, test } from 'vitest';
import { parseTarget } from '../../../../src/values/target.ts';
import type { Attempt, Delivery } from '../../../../src/webhooks/delivery.ts';
import { createRecorder } from '../../../../src/webhooks/forward/recorder.ts';
import { noLog } from '../../../../src/webhooks/log/log.ts';
import type { SessionEvent } from '../../../../src/webhooks/session-event.ts';
import { stillWorld } from '../../../support/tunnels/world.ts';

const delivery: Delivery = { id: 'dlv_1', receivedAt: 0, method: 'POST', path: '/', headers: [], body: Buffer.alloc(0), verified: true };

test('advice is given once for a kind of trouble at a target, not at each delivery', () => {
  const events: SessionEvent[] = [];
  const recorder = createRecorder({
    world: stillWorld(),
    log: noLog,
    emit: (event) => void events.push(event),
    around: { container: false, wsl: false },
  });
  const [one, other] = [parseTarget('localhost:3000/hooks', '-f'), parseTarget('localhost:3001', '-f')];
  const tried = (target: typeof one, status: number): void => {
    const attempt: Attempt = { target: target.text, attempt: 1, at: 0, ms: 1, status };
    recorder.attempted(delivery, target, attempt, false);
    recorder.flush();
  };
  for (let time = 0; time < 3; time++) {
    tried(one, 404);
    tried(one, 200);
    tried(one, 401);
    tried(other, 404);
  }
  expect(events.filter(({ type }) => type === 'forward')).toHaveLength(12);
  expect(events.flatMap((event) => (event.type === 'explanation' ? [`${event.target}: ${event.text}`] : []))).toEqual([
    `${one.text}: Your app has no route for POST /hooks.`,
    expect.stringMatching(/Your app rejects the delivery/),
    `${other.text}: Your app has no route for POST /.`,
  ]);
});
