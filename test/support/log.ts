import { join } from 'node:path';
import { sign } from '../../src/values/signature.ts';
import type { Delivery } from '../../src/webhooks/delivery.ts';
import { openLog } from '../../src/webhooks/log/log.ts';
import { systemWorld } from '../../src/world.ts';

/** A delivery to write to a log. */
export interface Put {
  readonly event?: string;
  readonly body?: Buffer;
  /** The signing secret; default `whsec_test`. */
  readonly secret?: string;
  readonly verified?: boolean;
  /** Bytes and headers that differ from the defaults. */
  readonly headers?: Delivery['headers'];
  readonly attempts?: ReadonlyArray<{ readonly status?: number; readonly error?: string; readonly answer?: string; readonly target?: string }>;
  /** The secret used to re-sign the delivery for targets. */
  readonly resignedWith?: string;
  /** The id of the delivery with the same bytes. */
  readonly repeatOf?: string;
  /** Age in ms, or the time it was received (ms since 1970). */
  readonly ago?: number;
  readonly at?: number;
}

let count = 0;

/** Writes a log into a home as a listener does, and returns the ids. */
export const writeLog = async (home: string, all: readonly Put[]): Promise<string[]> => {
  const state = join(home, 'state');
  let resignWith: string | undefined;
  const log = await openLog({
    places: { config: join(home, 'config'), cache: join(home, 'cache'), state },
    world: systemWorld(),
    profile: 'default',
    resignWith: () => resignWith,
    onOff: (reason) => {
      throw new Error(reason);
    },
  });
  const now = Date.now();
  const ids = all.map((put, index) => {
    count += 1;
    const id = `dlv_${String(count).padStart(4, '0')}${(count * 7919 + 104_729).toString(36).padStart(5, '0').slice(-5)}`;
    const { event, secret = 'whsec_test', verified = true, repeatOf } = put;
    const body = put.body ?? Buffer.from(JSON.stringify({ event, timestamp: '2026-01-01T00:00:00Z', data: { id: `thing_${count}` } }));
    const headers: Delivery['headers'] = put.headers ?? [
      ['Host', 'abc.example.com'],
      ['Content-Type', 'application/json'],
      ['X-Twice', 'a'],
      ['X-Twice', 'b'],
      ['Connection', 'keep-alive'],
      ['X-Boltcall-Signature', `sha256=${sign(secret, body)}`],
    ];
    resignWith = put.resignedWith;
    const receivedAt = put.at ?? now - (put.ago ?? all.length - index);
    const known = { ...(event === undefined ? {} : { event }), ...(repeatOf === undefined ? {} : { repeatOf }) };
    log.received({ id, receivedAt, method: 'POST', path: '/_boltcall/mia-1', headers, body, verified, ...known });
    put.attempts?.forEach(({ status, error, answer, target = 'http://localhost:1/' }, at) => {
      log.attempted(id, {
        target,
        attempt: at + 1,
        at: receivedAt + at,
        ms: 1,
        ...(status === undefined ? {} : { status }),
        ...(error === undefined ? {} : { error }),
        ...(answer === undefined ? {} : { answer: { headers: [], body: Buffer.from(answer) } }),
      });
    });
    return id;
  });
  await log.close();
  return ids;
};
