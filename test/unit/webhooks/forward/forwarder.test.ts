import { expect, test } from 'vitest';
import { parseTarget } from '../../../../src/values/target.ts';
import { createForwarder } from '../../../../src/webhooks/forward/forwarder.ts';
import { systemWorld } from '../../../../src/world.ts';

test('a target whose connection fails at once is a failed attempt, not an error that nobody hears', async () => {
  const unheard: unknown[] = [];
  const hear = (error: unknown): void => void unheard.push(error);
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', hear);
  const forwarder = await createForwarder({ world: systemWorld(), insecure: false, timeout: 30_000, connection: { env: {} } });
  try {
    const target = parseTarget('http://[fe80::1]/', '--forward-to');
    const delivery = { id: 'dlv_1', receivedAt: 0, method: 'POST', path: '/', headers: [], body: Buffer.from('{}'), verified: false, repeat: false };
    // From a callback of the event loop, as a delivery comes in: there an error of the next tick is sooner than a promise.
    const attempt = await new Promise((resolve) => setImmediate(() => forwarder.send(delivery, target, { extra: [] }, 1).then(resolve)));
    expect(attempt).toMatchObject({ target: 'http://[fe80::1]/', attempt: 1, fault: expect.any(String) });
    expect(unheard).toEqual([]);
  } finally {
    await forwarder.close();
    process.off('uncaughtException', hear);
    for (const other of others) process.on('uncaughtException', other);
  }
});
