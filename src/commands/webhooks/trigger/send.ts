import type { Context } from '../../../cli/command/command.ts';
import { parseTarget, type Target } from '../../../values/target.ts';
import type { Attempt, Delivery } from '../../../webhooks/delivery.ts';
import { createForwarder, type Forwarder, forwardsAtOnce } from '../../../webhooks/forward/forwarder.ts';
import type { Headers } from '../../../webhooks/headers.ts';
import { readPayload } from '../../../webhooks/payload.ts';
import type { Destination } from '../../../webhooks/replay/destination.ts';
import type { Sent } from '../../../webhooks/replay/outcome.ts';
import { heardBy } from '../../../webhooks/trigger/heard.ts';
import type { Payload } from '../../../webhooks/trigger/sample.ts';
import { deliveryOf } from '../../../webhooks/trigger/trigger.ts';
import type { TriggerPlan } from './plan.ts';

export interface SendOptions {
  readonly context: Context;
  readonly plan: TriggerPlan;
  readonly destination: Destination;
  readonly headers: Headers;
  readonly secret: string;
  readonly insecure: boolean;
  /** Timeout per attempt (ms). */
  readonly timeout: number;
  readonly onSent: (sent: Sent) => void;
}

/** The outcome of one event at one target. */
export interface SentRow {
  readonly event: string;
  readonly subject: string | null;
  readonly target: string;
  readonly status: number | null;
  readonly ms: number;
  readonly error?: string;
  /** The target's response. */
  readonly body?: string;
  /** The id of the delivery in the log, if a listener accepted it. */
  readonly id?: string;
  readonly payload: Payload;
}

const rowOf = (payload: Payload, delivery: Delivery, attempt: Attempt, id?: string): SentRow => ({
  event: payload.event,
  subject: readPayload(delivery.body).subject ?? null,
  target: attempt.target,
  status: attempt.status ?? null,
  ms: attempt.ms,
  ...(attempt.error === undefined ? {} : { error: attempt.error }),
  ...(attempt.answer === undefined ? {} : { body: attempt.answer.body.toString('utf8') }),
  ...(id === undefined ? {} : { id }),
  payload,
});

/** Sends one payload to each target and returns the outcomes. Through a listener, these are its targets' responses, if they are available. */
const sendOne = async (payload: Payload, options: SendOptions, forwarder: Forwarder, ask: boolean): Promise<SentRow[]> => {
  const { context, destination, secret, headers, onSent } = options;
  const { world, settings } = context;
  const delivery = deliveryOf(payload, secret, { now: world.now(), random: (bytes) => world.random(bytes) });
  const send = async (target: Target): Promise<SentRow[]> => {
    const attempt = await forwarder.send(delivery, target, { extra: headers }, 1);
    const heard = ask && destination.listener && attempt.status !== undefined ? await heardBy(delivery, settings.places, world) : undefined;
    if (heard && heard.attempts.length > 0) {
      return heard.attempts.map((one) => {
        onSent({ attempt: one, target: parseTarget(one.target, 'log') });
        return rowOf(payload, delivery, one, heard.id);
      });
    }
    onSent({ attempt, target, ...(destination.listener ? { byListener: true as const } : {}) });
    return [rowOf(payload, delivery, attempt, heard?.id)];
  };
  return (await Promise.all(destination.targets(payload.event).map(send))).flat();
};

/** Sends fixtures one after another, with their steps in order, until one gets no response: later steps would depend on it. */
async function* sendFixture(options: SendOptions, forwarder: Forwarder): AsyncGenerator<SentRow> {
  const { plan, context } = options;
  const { world, signal, print } = context;
  for (let round = 0; round < plan.count; round += 1) {
    for (const { wait, payload } of plan.round()) {
      if (wait > 0) await world.sleep(wait, signal);
      if (signal.aborted) return;
      if (payload === undefined) continue;
      const rows = await sendOne(payload, options, forwarder, false);
      yield* rows;
      if (rows.length > 0 && rows.every(({ status }) => status === null)) {
        print.note('The rest of the fixture was not sent.');
        return;
      }
    }
  }
}

/** Sends a number of events, at a rate or one after another. Yields rows as responses arrive. */
async function* sendMany(options: SendOptions, forwarder: Forwarder): AsyncGenerator<SentRow> {
  const { plan, context } = options;
  const { world, signal } = context;
  const limit = plan.rate === undefined ? 1 : forwardsAtOnce;
  const interval = plan.rate === undefined ? 0 : 1000 / plan.rate;
  const started = world.now();
  const done: SentRow[] = [];
  let next = 0;
  let running = 0;
  let broken: unknown;
  let wake = (): void => {};
  const launch = (payload: Payload): void => {
    running += 1;
    sendOne(payload, options, forwarder, plan.count === 1)
      .then(
        (rows) => done.push(...rows),
        (error: unknown) => {
          broken ??= error;
        },
      )
      .finally(() => {
        running -= 1;
        wake();
      });
  };
  while (running > 0 || (next < plan.count && !signal.aborted)) {
    yield* done.splice(0);
    const due = next < plan.count && running < limit && !signal.aborted ? started + next * interval : Number.POSITIVE_INFINITY;
    if (due <= world.now()) {
      next += 1;
      for (const { payload } of plan.round()) if (payload) launch(payload);
      continue;
    }
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    if (done.length > 0 || broken !== undefined) continue;
    const tooSoon = new AbortController();
    const stop = (): void => tooSoon.abort();
    signal.addEventListener('abort', stop, { once: true });
    await (due === Number.POSITIVE_INFINITY ? woken : Promise.race([woken, world.sleep(due - world.now(), tooSoon.signal)]));
    signal.removeEventListener('abort', stop);
    tooSoon.abort();
  }
  yield* done.splice(0);
  if (broken !== undefined) throw broken;
}

/** Sends everything in a plan and yields a row per event and target. */
export async function* triggerAll(options: SendOptions): AsyncGenerator<SentRow> {
  const { world } = options.context;
  const forwarder = await createForwarder({
    world,
    insecure: options.insecure,
    timeout: options.timeout,
    connection: options.context.settings.connection,
  });
  try {
    yield* options.plan.fixture ? sendFixture(options, forwarder) : sendMany(options, forwarder);
  } finally {
    await forwarder.close();
  }
}
